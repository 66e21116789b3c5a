"""Train the recogniser that ships: a small network with a CRF on top, then whole-number weights for numpy.

    python -m benchmarks.entities_lexicon WORK_FOLDER
    python -m benchmarks.train_entities WORK_FOLDER TRAIN_FOLDER [--dev FILE.jsonl.gz ...] [--epochs 8] [--seed 0]

Needs torch (made with 2.13 on CPU, which takes about six minutes of processor time); nothing else of the project does.
TRAIN_FOLDER holds the annotated sets (*.jsonl.gz, see benchmarks.entities_data). Sets whose name begins with gmb are left out: the
licence of their annotation is not stated. Writes WORK_FOLDER/model.npz and lexicon.txt.gz, which go to transforms/entities/data.
The network is the one that transforms.entities.model computes; there the parts are told.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.entities_data import Corpus, Names, load, names_of, read_corpus, sequence_starts, swapped
from benchmarks.entities_export import export, reliability_of
from transforms.entities.features import N_BUCKETS, buckets, plain, spelling, without_accents
from transforms.entities.model import HIDDEN, LABELS, SIDE, TAGS, WIDTHS, WINDOW, has_capital, unpack
from transforms.entities.recogniser import sureness
from transforms.entities.viterbi import best_tags, spans_of

EMBEDDED, TYPE, PHRASE = 48, 96, 64  # widths: hashed spelling, type layer, phrase layer
DROPOUT = 0.35
KEPT_ASIDE = 20  # one document in so many is left out of a first training, to tell what the scores of such a model are worth
SWAPPED = 0.3  # share of an article's names that give way to others of their label and length, so that none is learnt by heart
NO_WORD = 0.25  # share of types whose hashed spelling is hidden in a batch, so that context and vectors must do; half of it for vectors
NO_SLOT = 0.05  # share of single hashed features hidden
RECASED = 0.05  # share of paragraphs set in capitals or as titles are
NO_SET = 0.3  # share of paragraphs whose set is not told; set 0 stands for that, and for all texts later
RATE, DECAY, BATCH, SMOOTHING = 0.002, 0.01, 5000, 0.998
FORBIDDEN = -1e4
N = len(TAGS)


def allowed() -> Tensor:
    """(tags + 1, tags + 1): zero for a transition that makes a span, FORBIDDEN otherwise; the last is the end of a sequence."""
    table = torch.full((N + 1, N + 1), FORBIDDEN)
    names = [*TAGS, "#"]
    for i, a in enumerate(names):
        for j, b in enumerate(names):
            goes_on = b[0] in "IE" and b[1:] == a[1:]
            if goes_on if a[0] in "BI" else b[0] in "OBS#":
                table[i, j] = 0
    return table


class Types:
    """Inputs of the type layer for all word types: vectors, facts and spelling, hashed rows, and forms in other case."""

    def __init__(self, numbers: dict[str, int], folder: Path) -> None:
        self.numbers = numbers
        known = len(numbers)
        words = list(numbers)
        self.upper = torch.tensor([numbers.setdefault(w.upper(), len(numbers)) for w in words])
        self.title = torch.tensor([numbers.setdefault(w[:1].upper() + w[1:], len(numbers)) for w in words])
        words = list(numbers)
        with np.load(folder / "lexicon.npz") as arrays:
            vectors, facts = unpack(arrays["packed"]) * arrays["unit"], arrays["facts"] / np.float32(32)
        lexicon = {w: i for i, w in enumerate(gzip.decompress((folder / "lexicon.txt.gz").read_bytes()).decode().split("\n"))}
        rows = [lexicon.get(plain(w), lexicon.get(without_accents(plain(w)), len(lexicon))) for w in words]
        self.vectors = torch.tensor(vectors[rows], dtype=torch.float32)
        self.facts = torch.tensor(np.concatenate((facts[rows], spelling(words)), axis=1))
        self.hashed = torch.tensor(buckets(words).astype(np.int64))
        folded: dict[str, int] = {}
        self.folded = torch.tensor([folded.setdefault(plain(w), len(folded)) for w in words])
        self.capital = torch.tensor(has_capital(words))
        print(f"{known:,} word types", flush=True)


class Network(nn.Module):  # type: ignore[misc, unused-ignore]  # Any without torch
    """The layers of transforms.entities.model, in floating point."""

    def __init__(self, types: Types, n_sets: int) -> None:
        super().__init__()
        self.types = types
        self.embedding = nn.Embedding(N_BUCKETS + 1, EMBEDDED, padding_idx=N_BUCKETS)
        nn.init.normal_(self.embedding.weight, 0, 0.1)
        self.embedding.weight.data[N_BUCKETS] = 0
        width = types.vectors.shape[1] + EMBEDDED + types.facts.shape[1]
        self.type_layer = nn.Linear(width, TYPE)
        self.pad = nn.Parameter(torch.zeros(TYPE))
        self.window = nn.Linear(TYPE, sum(WIDTHS), bias=False)
        self.window_bias = nn.Parameter(torch.zeros(HIDDEN))
        self.set = nn.Embedding(n_sets + 1, HIDDEN)
        nn.init.zeros_(self.set.weight)
        self.phrase = nn.Linear(HIDDEN + 2 * SIDE, PHRASE)
        self.out = nn.Linear(PHRASE * 2, N)
        self.skip = nn.Linear(TYPE, N, bias=False)
        self.transitions = nn.Parameter(torch.zeros(N + 1, N + 1))
        self.register_buffer("allowed", allowed())
        self.largest: dict[str, float] | None = None  # filled with the layers' largest answers, for the export

    def drop(self, x: Tensor, share: float) -> Tensor:
        return functional.dropout(x, share, self.training)

    def note(self, name: str, x: Tensor) -> None:
        if self.largest is not None:
            self.largest[name] = float(np.quantile(x.numpy()[:20000].ravel(), 0.9999))

    def encode(self, kinds: Tensor) -> Tensor:
        vectors, hashed = self.types.vectors[kinds], self.types.hashed[kinds]
        if self.training:
            hashed = torch.where(torch.rand(hashed.shape) < NO_SLOT, N_BUCKETS, hashed)
        embedded = self.embedding(hashed).sum(1) / 4
        if self.training:
            embedded = embedded * (torch.rand(len(kinds), 1) > NO_WORD)
            vectors = vectors * (torch.rand(len(kinds), 1) > NO_WORD / 2)
        x = self.drop(torch.cat((vectors, embedded, self.types.facts[kinds]), 1), DROPOUT * 0.4)
        return torch.relu(self.type_layer(x))

    def forward(self, kinds: Tensor, document: Tensor, text: Tensor, set_number: Tensor) -> Tensor:
        """Tag scores of tokens in order; `document`, `text` (a paragraph) and `set_number` are a number for each token."""
        distinct, number = torch.unique(kinds, return_inverse=True)
        encoded = self.encode(distinct)
        self.note("type", encoded)
        encoded = self.drop(torch.cat((encoded, torch.relu(self.pad)[None])), DROPOUT * 0.5)
        hidden = self.window_bias + self.set(set_number)
        for k, part in enumerate(self.window(encoded).split(WIDTHS, 1), -WINDOW):
            seen = part.index_select(0, _shift(number, text, k, len(distinct)))
            hidden = hidden + functional.pad(seen, (0, HIDDEN - part.shape[1]))
        hidden = torch.relu(hidden)
        self.note("window", hidden)
        hidden = self.drop(hidden, DROPOUT)
        same = (text[1:] == text[:-1])[:, None]
        none, side = torch.zeros(1, SIDE), hidden[:, :SIDE]
        sides = (torch.cat((none, side[:-1] * same)), hidden, torch.cat((side[1:] * same, none)))
        phrase = torch.relu(self.phrase(torch.cat(sides, 1)))
        self.note("phrase", phrase)
        both = self.drop(torch.cat((phrase, self.document_mean(phrase, kinds, document)), 1), DROPOUT)
        scores: Tensor = self.out(both) + self.skip(encoded[number])
        return scores

    def document_mean(self, phrase: Tensor, kinds: Tensor, document: Tensor) -> Tensor:
        capital = self.types.capital[kinds]
        keys = torch.where(capital, document * (int(self.types.folded.max()) + 1) + self.types.folded[kinds], -1)
        distinct, number = torch.unique(keys, return_inverse=True)
        counts = torch.zeros(len(distinct)).index_add(0, number, torch.ones(len(number)))
        means = torch.zeros(len(distinct), PHRASE).index_add(0, number, phrase) / counts[:, None]
        return means[number] * capital[:, None]

    def table(self) -> Tensor:
        return self.transitions + self.allowed


def _shift(number: Tensor, text: Tensor, k: int, beyond: int) -> Tensor:
    """The number k places on in the same text, `beyond` where there is none."""
    shifted = torch.full_like(number, beyond)
    if k == 0:
        return number
    ours, theirs = (slice(None, -k), slice(k, None)) if k > 0 else (slice(-k, None), slice(None, k))
    shifted[ours] = torch.where(text[ours] == text[theirs], number[theirs], beyond)
    return shifted


def crf_loss(scores: Tensor, tags: Tensor, firsts: Tensor, lengths: Tensor, table: Tensor) -> Tensor:
    """Negative log likelihood of the tags, summed over all sequences (Lafferty and others, 2001), in three groups by length."""
    total = torch.zeros(())
    order = torch.argsort(lengths)
    for group in torch.split(order, max(1, (len(order) + 2) // 3)):
        longest = int(lengths[group].max())
        places = torch.arange(longest)[None]
        inside = places < lengths[group][:, None]
        index = torch.where(inside, firsts[group][:, None] + places, 0)
        e, y = scores[index], tags[index]
        paths = e[:, 0] + table[N, :N]
        for t in range(1, longest):
            following = torch.logsumexp(paths[:, :, None] + table[None, :N, :N], 1) + e[:, t]
            paths = torch.where(inside[:, t : t + 1], following, paths)
        every = torch.logsumexp(paths + table[:N, N], 1)
        emitted = (e.gather(2, y[:, :, None])[:, :, 0] * inside).sum(1)
        moved = (table[y[:, :-1], y[:, 1:]] * inside[:, 1:]).sum(1)
        last = y.gather(1, (lengths[group] - 1)[:, None])[:, 0]
        total = total + (every - emitted - moved - table[N, y[:, 0]] - table[last, N]).sum()
    return total


def batches(corpus: Corpus, random: np.random.Generator) -> Iterator[np.ndarray[Any, Any]]:
    """Paragraph numbers of about BATCH tokens together, whole documents at a time, in random order."""
    by_document = np.split(np.arange(len(corpus.document)), np.flatnonzero(np.diff(corpus.document)) + 1)
    part: list[np.ndarray[Any, Any]] = []
    size = 0
    for i in random.permutation(len(by_document)):
        part.append(by_document[i])
        size += int(corpus.first[by_document[i][-1] + 1] - corpus.first[by_document[i][0]])
        if size > BATCH:
            yield np.concatenate(part)
            part, size = [], 0
    if part:
        yield np.concatenate(part)


def loss_of(
    network: Network,
    corpus: Corpus,
    names: Names,
    sets: Tensor,
    starts: np.ndarray[Any, Any],
    paragraphs: np.ndarray[Any, Any],
    random: np.random.Generator,
) -> Tensor:
    """Loss a token of one batch."""
    sizes = corpus.first[paragraphs + 1] - corpus.first[paragraphs]
    paragraphs, sizes = paragraphs[sizes > 0], sizes[sizes > 0]
    tokens = np.concatenate([np.arange(corpus.first[p], corpus.first[p + 1]) for p in paragraphs])
    text = torch.tensor(np.repeat(np.arange(len(paragraphs)), sizes))
    kinds = torch.tensor(swapped(corpus, names, tokens, SWAPPED, random))
    dice = torch.rand(len(paragraphs))[text]
    kinds = torch.where(dice < RECASED / 2, network.types.upper[kinds], torch.where(dice < RECASED, network.types.title[kinds], kinds))
    told = torch.where((torch.rand(len(paragraphs)) < NO_SET)[text], 0, sets[torch.tensor(paragraphs)][text])
    scores = network(kinds, torch.tensor(corpus.document[corpus.text[tokens]]), text, told)
    firsts = np.flatnonzero(starts[tokens])
    lengths = torch.tensor(np.diff(np.append(firsts, len(tokens))))
    return crf_loss(scores, torch.tensor(corpus.tag[tokens]), torch.tensor(firsts), lengths, network.table()) / len(tokens)


def found_in(network: Network, corpus: Corpus) -> tuple[list[tuple[int, int, int, str]], np.ndarray[Any, Any]]:
    """The spans (paragraph, start, end, label) that the network finds, and how sure it is of each."""
    with torch.no_grad():
        document = torch.tensor(corpus.document[corpus.text])
        scores = network(torch.tensor(corpus.type), document, torch.tensor(corpus.text), torch.zeros(len(corpus.type), dtype=torch.long))
        first = corpus.first[:-1][np.diff(corpus.first) > 0]
        tags = best_tags(scores.numpy(), first, network.table().numpy())
    begins, ends, labels = spans_of(tags)
    columns = (corpus.text[begins], corpus.start[begins], corpus.end[ends], labels)
    found = [(t, s, e, LABELS[y]) for t, s, e, y in zip(*(c.tolist() for c in columns), strict=True)]
    return found, sureness(scores.numpy(), tags, begins, 1.0)


def gold_of(corpus: Corpus) -> set[tuple[int, int, int, str]]:
    return {(t, s, e, y) for t, spans in enumerate(corpus.gold) for s, e, y in spans}


def f1(network: Network, corpus: Corpus) -> float:
    """F1 in percent over PERSON, ORG and LOC, exact spans."""
    found, gold = ({x for x in spans if x[3] in LABELS[:3]} for spans in (found_in(network, corpus)[0], gold_of(corpus)))
    return 200 * len(found & gold) / (len(found) + len(gold))


def reliability(network: Network, corpus: Corpus) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """How often the network is right, by how sure it is (see reliability_of), in text that it was not trained on."""
    found, sure = found_in(network, corpus)
    gold = gold_of(corpus)
    return reliability_of(sure, np.array([x in gold for x in found]))


def train(network: Network, corpus: Corpus, starts: np.ndarray[Any, Any], sets: Tensor, epochs: int, devs: dict[str, Corpus]) -> None:
    """Train in place, with AdamW, a linear rate, and a running mean of the weights, which stays at the end."""
    random = np.random.default_rng(torch.initial_seed())
    names = names_of(corpus)
    heavy = [p for n, p in network.named_parameters() if p.dim() > 1 and n not in ("embedding.weight", "set.weight", "transitions")]
    light = [p for p in network.parameters() if all(p is not h for h in heavy)]
    optimiser = torch.optim.AdamW([{"params": heavy, "weight_decay": DECAY}, {"params": light, "weight_decay": 0.0}], lr=RATE)
    mean = [p.detach().clone() for p in network.parameters()]
    steps, step = epochs * (len(corpus.type) // BATCH + 1), 0
    for epoch in range(epochs):
        network.train()
        began, total = time.process_time(), 0.0
        for paragraphs in batches(corpus, random):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, step / 100) * max(0.02, 1 - step / steps)
            loss = loss_of(network, corpus, names, sets, starts, paragraphs, random) * 10
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call, unused-ignore]
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            step, total = step + 1, total + loss.item()
            share = min(SMOOTHING, (step + 1) / (step + 10))
            for kept, p in zip(mean, network.parameters(), strict=True):
                kept.mul_(share).add_(p.detach(), alpha=1 - share)
        current = [p.detach().clone() for p in network.parameters()]
        _set(network, mean)
        network.eval()
        scores = "  ".join(f"{name} {f1(network, dev):.2f}" for name, dev in devs.items())
        print(f"epoch {epoch}  loss {total / step * (epoch + 1):.3f}  {scores}  {time.process_time() - began:.0f} CPU-s", flush=True)
        if epoch < epochs - 1:
            _set(network, current)


def _set(network: Network, values: list[Tensor]) -> None:
    for p, value in zip(network.parameters(), values, strict=True):
        p.data.copy_(value)


def trained(corpus: Corpus, types: Types, seed: int, epochs: int, devs: dict[str, Corpus]) -> Network:
    """A network trained on the corpus; `devs` are only scored on the way."""
    torch.manual_seed(seed)
    set_numbers: dict[str, int] = {}
    sets = torch.tensor([set_numbers.setdefault(s.split("_")[0], len(set_numbers) + 1) for s in corpus.sets])
    network = Network(types, len(set_numbers))
    train(network, corpus, sequence_starts(corpus, types.numbers), sets, epochs, devs)
    return network


def largest_answers(network: Network, corpus: Corpus) -> dict[str, float]:
    """The largest answers of the layers, outliers left out, over the first 60,000 tokens or so."""
    network.largest = {}
    some = corpus.first[np.searchsorted(corpus.first, 60_000)]
    with torch.no_grad():
        kinds, text = torch.tensor(corpus.type[:some]), torch.tensor(corpus.text[:some])
        network(kinds, torch.tensor(corpus.document[corpus.text[:some]]), text, torch.zeros_like(kinds))
    return network.largest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path, nargs="*", default=[])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    numbers: dict[str, int] = {}
    paths = [p for p in sorted(given.train.glob("*.jsonl.gz")) if not p.name.startswith("gmb")]
    documents = [d for p in paths for d in load(p)]
    corpus = read_corpus(documents, numbers)
    devs = {p.name.split(".")[0]: read_corpus(load(p), numbers) for p in given.dev}
    types = Types(numbers, given.work)
    most, aside = [d for i, d in enumerate(documents) if i % KEPT_ASIDE], documents[::KEPT_ASIDE]
    worth = reliability(trained(read_corpus(most, numbers), types, given.seed, given.epochs, {}), read_corpus(aside, numbers))
    network = trained(corpus, types, given.seed, given.epochs, devs)
    export({n: p.numpy() for n, p in network.state_dict().items()}, largest_answers(network, corpus), worth, given.work)


if __name__ == "__main__":
    main()
