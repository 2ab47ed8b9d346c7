"""`python -m listener.classify.training --data DIR --out DIR`: trains, exports, calibrates; run again, it resumes.

`--model multilingual --encoder FOLDER` trains the model of the other languages from the start encoder that
`python -m listener.classify.training.start` has made. With `--start FOLDER` training goes on from a released bundle,
with an optimizer of its own and at a lower rate; with `--mean A B …` it trains nothing and releases the average of
bundles and checkpoints that one start has led to; with `--release` it releases the checkpoint that is there.

Needs what requirements-training.txt names; nothing else here needs it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import torch
from transformers import PreTrainedTokenizerFast

from listener.classify.bundled import Bundled
from listener.classify.training import batches, card, data, loop, model, rebuild, release, teacher
from listener.classify.training.recipes import RECIPES, Recipe


def main() -> None:
    """Reads the command line, trains, and leaves the finished model under OUT/bundle."""
    options = parse()
    recipe = RECIPES[options.model]
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    if options.mean:
        average(options, recipe)
    elif not options.release:
        train(options, recipe)
    bundle = options.out / "bundle"
    network = built(options, recipe)
    network.load_state_dict(torch.load(options.out / "averaged.pt", weights_only=True))
    tallies = release.release(options.data, recipe, network, encoder(options), bundle, options.version)
    card.write(options.data, recipe, bundle, tallies)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=tuple(RECIPES), default="english", help="which model to make")
    parser.add_argument("--encoder", type=Path, help="folder of the start encoder (default: MiniLM-L6 of its package)")
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, the log and the bundle")
    parser.add_argument("--version", default="1.0", help="written into the bundle")
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--minutes", type=float, default=110.0, help="budget of wall time, all resumed runs together")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a bundle's folder, or a checkpoint, whose weights to go on from")
    parser.add_argument("--mean", type=Path, nargs="+", help="bundles and checkpoints whose average to release")
    parser.add_argument("--release", action="store_true", help="release OUT/averaged.pt without training")
    parser.add_argument("--teacher", type=Path, nargs="+", help="bundles whose answers teach every head on every text")
    parser.add_argument("--rate", type=float, help="learning rate of the top layer; the heads' is 4 times it")
    parser.add_argument("--compile", action="store_true", help="compile the encoder (needs a C++ compiler)")
    return parser.parse_args()


def train(options: argparse.Namespace, recipe: Recipe) -> None:
    """Trains until the plan or its budget ends; nothing is done where the checkpoint is at its end already."""
    torch.manual_seed(options.seed)
    tokenizer = tokenizer_of(encoder(options))
    examples = data.training_examples(options.data, recipe)
    order = data.epoch(examples)
    encoded = batches.encode(tokenizer, examples)
    taught: tuple[Any, ...] = ()
    if options.teacher:
        teachers = [Bundled(folder, threads=options.threads) for folder in options.teacher]
        taught = teacher.known(teachers, recipe.tasks)
        asked = teacher.ask(examples, teachers, taught, options.out)
        encoded = teacher.teach(encoded, examples, asked, taught)
        order += [place for task in taught if task.rare for place in teacher.agreed(examples, asked, task)]
    network = built(options, recipe)
    network.narrow = model.bfloat16()
    if recipe.frozen is not None:
        model.freeze(network, recipe.frozen)
    if options.start:
        rebuild.start(network, options.start)
    if options.compile:
        network.encoder.compile(dynamic=True)
    rate = options.rate or (recipe.rate / 2 if options.start else recipe.rate)
    plan = loop.Plan(
        steps=int(options.epochs * len(order) / recipe.size),
        minutes=options.minutes,
        size=recipe.size,
        rate=rate,
        head_rate=loop.HEADS * rate,
        decay=recipe.decay,
        average=recipe.average,
        seed=options.seed,
        tasks=recipe.tasks,
        taught=taught,
    )
    loop.train(network, encoded, order, plan, options.out, tokenizer)


def average(options: argparse.Namespace, recipe: Recipe) -> None:
    """Writes the plain average of the weights that `--mean` names."""
    torch.save(rebuild.mean(built(options, recipe), options.mean), options.out / "averaged.pt")


def encoder(options: argparse.Namespace) -> Path:
    """The folder of the start encoder."""
    return options.encoder or model.encoder_folder()


def tokenizer_of(folder: Path) -> PreTrainedTokenizerFast:
    """The start encoder's tokenizer, which knows its token for what is masked."""
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    tokenizer.mask_token = next(token for token in ("<mask>", "[MASK]") if token in tokenizer.get_vocab())
    return tokenizer


def built(options: argparse.Namespace, recipe: Recipe) -> model.Network:
    """The start encoder with fresh heads."""
    return model.build({task.name: len(task.labels) for task in recipe.tasks}, encoder(options))


if __name__ == "__main__":
    main()
