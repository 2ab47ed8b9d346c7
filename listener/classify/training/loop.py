"""The training loop: checkpoints, resumes, averages weights, and ends within its budget of minutes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from listener.classify.training import teacher
from listener.classify.training.batches import UNLABELLED, Batch, Encoded, Noise, shuffled, twinned
from listener.classify.training.model import Network
from listener.classify.training.tasks import Task

SIZE = 48
RATE, HEADS = 1e-4, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how fast.

    Attributes:
        steps: optimiser steps in all.
        minutes: budget of wall time; the schedule shortens itself so that the rate reaches 0 in time.
        size: texts a step.
        rate: learning rate of the top layer; each layer below learns `decay` times as fast.
        head_rate: learning rate of the heads.
        teacher: share of a teacher's answer in the target of a labelled text; the label has the rest.
        agreement: weight of the demand that two noisy readings of one text agree (R-Drop, Liang et al. 2021).
        average: weight of the past in the averaged weights, per step.
        tasks: the heads, but for toward.
        taught: those of them that the teacher answers.
    """

    steps: int
    minutes: float
    size: int = SIZE
    rate: float = RATE
    head_rate: float = RATE * HEADS
    decay: float = 0.9
    smoothing: float = 0.05
    teacher: float = 0.5
    agreement: float = 1.0
    warmup: float = 0.06
    average: float = 0.998
    seed: int = 1
    tasks: tuple[Task, ...] = ()
    taught: tuple[Task, ...] = ()


def train(
    network: Network, encoded: Sequence[Encoded], order: list[int], plan: Plan, out: Path, tokenizer: Any
) -> None:
    """Trains in place and leaves `last.pt` (resumable), `averaged.pt`, `log.jsonl` and `plan.json` under `out`."""
    torch.manual_seed(plan.seed)
    optimizer = torch.optim.AdamW(groups(network, plan), weight_decay=0.01, fused=True)
    base = [group["lr"] for group in optimizer.param_groups]
    shadow = {name: value.detach().clone() for name, value in network.state_dict().items()}
    step, spent = restore(network, optimizer, shadow, out)
    started = time.monotonic() - spent
    noise = Noise(tokenizer, plan.seed + step)
    losses: dict[str, float] = {}
    network.train()
    for rows in endless(encoded, order, plan, step):
        spent = time.monotonic() - started
        progress = max(step / plan.steps, spent / (60 * plan.minutes))
        if progress >= 1:
            break
        for group, rate in zip(optimizer.param_groups, base, strict=True):
            group["lr"] = rate * schedule(progress, plan.warmup)
        parts = advance(network, optimizer, twinned([encoded[i] for i in rows], noise, network.names), plan)
        step += 1
        losses |= {name: 0.98 * losses.get(name, value) + 0.02 * value for name, value in parts.items()}
        if step % 4 == 0:
            blend(shadow, network, min(plan.average**4, step / (step + 40)))
        if step % 50 == 0:
            note(out, {"step": step, "seconds": round(spent), "progress": progress} | losses)
        if step % 400 == 0:
            save(network, optimizer, shadow, step, spent, out)
    save(network, optimizer, shadow, step, spent, out)
    (out / "plan.json").write_text(json.dumps(asdict(plan) | {"steps_done": step, "seconds": round(spent)}, indent=1))


def advance(network: Network, optimizer: torch.optim.Optimizer, batch: Batch, plan: Plan) -> dict[str, float]:
    """One step; the loss of each head that the batch has labels for."""
    loss, parts = loss_of(network, batch, plan)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return parts


def note(out: Path, line: dict[str, float]) -> None:
    """Adds a line to the log, which a person may follow while training runs."""
    with (out / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({name: round(value, 4) for name, value in line.items()}) + "\n")


def loss_of(network: Network, batch: Batch, plan: Plan) -> tuple[Tensor, dict[str, float]]:
    """Sum over heads of the mean loss per text of the batch, so that each label weighs the same; and, for the log, the
    plain cross entropy with the labels of each head."""
    out = network(batch.ids, batch.mask, batch.pair_row, batch.pair_span)
    total = out["pooled"].new_zeros(())
    parts: dict[str, float] = {}
    taught = dict(teacher.parts(batch.taught, plan.taught))
    if taught:
        taught["toward"] = batch.pair_taught
    targets = [(task.name, batch.labels[task.name], task.weight, task.guess) for task in plan.tasks] + [
        ("toward", batch.pair_label, 1.0, 0.0)
    ]
    for name, labels, weight, guess in targets:
        known = int((labels >= 0).sum())
        if not known and (name not in taught or not guess):
            continue
        loss = missed(out[name], labels, taught.get(name), guess, plan)
        if name != "toward" and len(batch.twin):
            loss = loss + plan.agreement * disagreement(out[name], labels, batch.twin)
        total = total + weight * loss / len(batch.ids)
        if known:
            parts[name] = float(functional.cross_entropy(out[name].detach(), labels))
    return total, parts


def missed(logits: Tensor, labels: Tensor, taught: Tensor | None, guess: float, plan: Plan) -> Tensor:
    """Sum over rows of the cross entropy with the label, smoothed, or with the teacher's answer mixed into it; where
    there is no label, `guess` times that with the answer."""
    if taught is None:
        return functional.cross_entropy(logits, labels, label_smoothing=plan.smoothing, reduction="sum")
    known, asked = labels >= 0, taught.sum(1) > 0
    weights = torch.where(known, plan.teacher, guess)
    soft = -(taught * torch.log_softmax(logits, dim=1)).sum(1) @ weights
    mixed = functional.cross_entropy(logits, labels.where(asked, UNLABELLED), reduction="sum")
    alone = missed(logits, labels.where(~asked, UNLABELLED), None, guess, plan)
    return soft + alone + (1 - plan.teacher) * mixed


def disagreement(logits: Tensor, labels: Tensor, twin: Tensor) -> Tensor:
    """Sum over the labelled rows that have a second copy of the symmetric divergence between both readings."""
    copies = torch.arange(len(logits) - len(twin), len(logits))
    known = labels[twin] >= 0
    one = torch.log_softmax(logits[twin[known]], dim=1)
    other = torch.log_softmax(logits[copies[known]], dim=1)
    return 0.5 * ((one.exp() - other.exp()) * (one - other)).sum()


def groups(network: Network, plan: Plan) -> list[dict[str, Any]]:
    """Parameter groups by layer: the nearer to the input, the slower."""
    layers = int(network.encoder.config.num_hidden_layers)
    found: dict[float, list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        if not name.startswith("encoder."):
            rate = plan.head_rate
        elif ".layer." in name:
            rate = plan.rate * plan.decay ** (layers - 1 - int(name.split(".layer.")[1].split(".")[0]))
        else:
            rate = plan.rate * plan.decay**layers
        found.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate} for rate, parameters in found.items()]


def schedule(progress: float, warmup: float) -> float:
    """Linear warm-up, then linear decay to 0, as a factor of the learning rate."""
    return progress / warmup if progress < warmup else (1 - progress) / (1 - warmup)


def endless(encoded: Sequence[Encoded], order: list[int], plan: Plan, skip: int) -> Iterator[list[int]]:
    """Batches of epoch after epoch, in the same order on every run; `skip` batches were already used."""
    epoch = 0
    while True:
        ready = shuffled(encoded, order, plan.size, plan.seed * 1000 + epoch)
        yield from ready[skip:]
        skip = max(0, skip - len(ready))
        epoch += 1


def blend(shadow: dict[str, Tensor], network: Network, past: float) -> None:
    """Moves the averaged weights towards the present ones."""
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                shadow[name].lerp_(value, 1 - past)


def save(
    network: Network, optimizer: torch.optim.Optimizer, shadow: dict[str, Tensor], step: int, spent: float, out: Path
) -> None:
    """Writes the checkpoint beside the old one and then replaces it, so that a kill leaves a whole file."""
    state = {
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "shadow": shadow,
        "step": step,
        "spent": spent,
    }
    for name, content in (("last.pt", state), ("averaged.pt", shadow)):
        torch.save(content, out / f"{name}.part")
        (out / f"{name}.part").replace(out / name)


def restore(
    network: Network, optimizer: torch.optim.Optimizer, shadow: dict[str, Tensor], out: Path
) -> tuple[int, float]:
    """Continues from `last.pt` where there is one: (steps done, seconds spent)."""
    path = out / "last.pt"
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    shadow.update(state["shadow"])
    return int(state["step"]), float(state["spent"])
