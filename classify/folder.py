"""Model folders: weights as arrays and JSON, written and read without running any code from the folder.

A folder holds `model.json` (what the model is), `weights.npz` (arrays), `vocabulary.txt` (the features, one a line),
`words.txt` (the segmenter's own words), `dictionary.npz` (all words that the segmenter knows, as arrays), `index.npz` (where
the features are found, as arrays), `selftest.jsonl` (sentences and the probabilities they must get) and `README.md` (the model
card). Folders of format 1 hold neither dictionary nor index, which are then made at loading.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from classify.chain import Chain
from classify.errors import ModelError, OutputError
from classify.features import BLOCKS, examples
from classify.index import arrays_of as arrays_of_index
from classify.index import index_from
from classify.lexicon import arrays_of as arrays_of_lexicon
from classify.lexicon import lexicon_from
from classify.quantification import Calibration
from classify.records import Sentence
from classify.scorer import Scorer
from classify.weights import Block, Vocabulary, Weights

FORMAT = 2
"""Number of the folder's format; a program refuses folders with a higher one."""

SHIPPED = Path(__file__).with_name("default_model")
"""Where the wheel puts models/default."""

_IN_CHECKOUT = Path(__file__).parent.parent / "models" / "default"
_CALIBRATION = {"shares": 1, "confusion": 2, "confidence": 1, "widths": 1, "doubt": 0}  # arrays and their dimensions
_JSON = {dict: "object", list: "array"}
_TOLERANCE = 1e-6  # of a self-test's probabilities; platforms differ in the last digits
_FILES = ("weights.npz", "vocabulary.txt", "words.txt", "dictionary.npz", "index.npz", "selftest.jsonl")
_STORED = {"dictionary.npz", "index.npz"}
_SCORERS: WeakValueDictionary[Path, Scorer] = WeakValueDictionary()  # of models in use, by folder
_ZIP_HEADER = 30  # bytes before the name of an entry of a ZIP file, which hold the lengths of its name and of what follows the name
_LONGEST_HEADER = 1024  # bytes; of arrays without fields


@dataclass(frozen=True, slots=True)
class Model:
    """A loaded model: its weights, a scorer for them, and what `model.json` says of it."""

    path: Path
    weights: Weights
    scorer: Scorer
    facts: Mapping[str, Any]


def default_path() -> Path:
    """Gives the folder of the model that ships with the package."""
    return SHIPPED if SHIPPED.exists() else _IN_CHECKOUT


def check_place(target: Path) -> None:
    """Raises OutputError where no model folder could be written: before minutes of training rather than after them."""
    if target.exists() and not target.is_dir():
        raise OutputError(f"{target}: a file of this name exists; name another folder with -o")
    if target.is_dir() and any(target.iterdir()) and not (target / "model.json").exists():
        raise OutputError(f"{target}: the folder is not empty and holds no model; name another folder with -o")
    above = next(place for place in target.absolute().parents if place.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise OutputError(f"{target}: the folder cannot be made in {above}; check that it is a folder and its permissions")


def save(weights: Weights, path: str | Path, facts: Mapping[str, Any], selftest: Sequence[Sequence[Sentence]], card: str) -> None:
    """Writes a model folder, replacing an older one only when all is written.

    `facts` is what `model.json` tells beside the technical fields; each entry of `selftest` is a run of pieces that are
    scored as one report. Raises OutputError where the folder cannot be written or holds something else than a model.
    """
    target = Path(path)
    check_place(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(f"{target}: the folder cannot be made ({error.strerror})") from error
    try:
        _write(draft, weights, facts, selftest, card)
        draft.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: the model cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(folder: Path, weights: Weights, facts: Mapping[str, Any], selftest: Sequence[Sequence[Sentence]], card: str) -> None:
    arrays: dict[str, Any] = {"intercept": weights.intercept, "thresholds": weights.thresholds}
    arrays |= {
        "chain_scale": np.array(weights.chain.scale),
        "chain_bias": weights.chain.bias,
        "chain_transitions": weights.chain.transitions,
    }
    if weights.calibration:
        arrays |= {f"calibration_{name}": np.array(getattr(weights.calibration, name)) for name in _CALIBRATION}
    for name, block in weights.blocks.items():
        arrays[f"{name}_idf"] = block.idf.astype(np.float32)
        arrays[f"{name}_coefficients"] = block.coefficients.astype(np.float32)
    np.savez(folder / "weights.npz", **arrays)  # not compressed: read faster than unpacked
    vocabulary = [token for name in BLOCKS for token in weights.blocks[name].vocabulary]
    (folder / "vocabulary.txt").write_bytes("".join(f"{token}\n" for token in vocabulary).encode())
    (folder / "words.txt").write_bytes(weights.dictionary.read_bytes())
    scorer = Scorer(weights)
    lexicon: dict[str, Any] = arrays_of_lexicon(scorer.index.lexicon)
    index: dict[str, Any] = arrays_of_index(scorer.index)
    np.savez(folder / "dictionary.npz", **lexicon)
    np.savez(folder / "index.npz", **index)
    with (folder / "selftest.jsonl").open("w", encoding="utf-8", newline="\n") as file:
        for run in selftest:
            rows = [[piece.text, piece.kind, list(piece.section), piece.lead, piece.paragraph] for piece in run]
            expected = [[round(p, 9) for p in row] for row in scorer.probabilities(examples(run, "selftest")).tolist()]
            file.write(json.dumps({"pieces": rows, "probabilities": expected}, ensure_ascii=False) + "\n")
    (folder / "README.md").write_text(card, encoding="utf-8", newline="\n")
    described = {
        "format": FORMAT,
        "program": "classify",
        "labels": list(weights.labels),
        "blocks": {name: {"features": len(block.vocabulary), "scale": block.scale} for name, block in weights.blocks.items()},
        **facts,
        "files": {name: _digest(folder / name) for name in _FILES},
    }
    (folder / "model.json").write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


def loaded_scorer(folder: Path) -> Scorer | None:
    """Gives the scorer of a model folder that this process has loaded and still uses, None where there is none."""
    return _SCORERS.get(folder.resolve())


def load(path: str | Path | None = None, check: bool = True) -> Model:
    """Reads a model folder, the shipped one without a path.

    With `check`, the digests of all files are compared and the self-test is run. Raises ModelError where the folder is
    missing, damaged, from another program or a newer one, or fails its self-test.
    """
    folder = _found(path)
    facts = _facts(folder)
    data = _files(folder, facts, check)
    try:
        weights = _weights(folder, facts, data)
        index = None
        if data.keys() >= _STORED:
            stored = {name: _arrays(data[name], name in facts.get("files", {})) for name in _STORED}
            index = index_from(stored["index.npz"], lexicon_from(stored["dictionary.npz"]))
        scorer = Scorer(weights, index)
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadZipFile, EOFError) as error:
        raise ModelError(f"{folder}: the model cannot be read ({error}); copy the folder again, or train anew") from error
    model = Model(folder, weights, scorer, facts)
    _SCORERS[folder.resolve()] = scorer
    if check:
        _selftest(model, data["selftest.jsonl"])
    return model


def _found(path: str | Path | None) -> Path:
    folder = Path(path) if path is not None else default_path()
    if not folder.is_dir():
        raise ModelError(f"{folder}: no model folder there; train one with: classify train -o {folder}")
    return folder


def _files(folder: Path, facts: Mapping[str, Any], check: bool) -> dict[str, bytes]:
    """The bytes of all files of a model, each read once; with `check` their digests are compared."""
    digests = facts.get("files", {})
    found = {}
    for name in _FILES:
        if facts["format"] < FORMAT and name in _STORED:
            continue
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ModelError(f"{folder}: {name} is missing; copy the whole folder again, or train anew") from error
        if check and name in digests and hashlib.sha256(found[name]).hexdigest() != digests[name]:
            raise ModelError(f"{folder}: {name} was changed or damaged since training; copy the folder again, or train anew")
    return found


def _arrays(data: bytes, whole: bool = False) -> dict[str, Any]:
    """The arrays of an .npz file; one that is known to be `whole` is not checked again and hardly copied, which takes half the time."""
    if not whole:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            return dict(arrays)
    with ZipFile(BytesIO(data)) as archive:
        return {entry.filename.removesuffix(".npy"): _array(data, entry) for entry in archive.infolist()}


def _array(data: bytes, entry: ZipInfo) -> NDArray[Any]:
    """The array in an entry of a ZIP file that is not compressed. Raises ValueError where there is none."""
    at = entry.header_offset
    names = sum(int.from_bytes(data[low : low + 2], "little") for low in (at + 26, at + 28))
    begin = at + _ZIP_HEADER + names
    head = BytesIO(data[begin : begin + _LONGEST_HEADER])
    if entry.compress_type != ZIP_STORED or np.lib.format.read_magic(head) != (1, 0):
        raise ValueError(f"{entry.filename} is no array as classify writes them")
    shape, by_column, kind = np.lib.format.read_array_header_1_0(head)
    if kind.hasobject:
        raise ValueError(f"{entry.filename} is no array as classify writes them")
    found = np.frombuffer(data, kind, math.prod(shape), begin + head.tell()).reshape(shape, order="F" if by_column else "C")
    return found if found.flags.aligned else found.copy()


def _facts(folder: Path) -> dict[str, Any]:
    place = folder / "model.json"
    if not place.is_file():
        raise ModelError(f"{folder}: holds no model.json, so it is no model folder; name the folder that classify train wrote")
    try:
        facts = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{place}: damaged ({error}); copy the folder again, or train anew") from error
    if not isinstance(facts, dict) or facts.get("program") != "classify" or not isinstance(facts.get("format"), int):
        raise ModelError(f"{place}: not written by classify; name the folder that classify train wrote")
    if facts["format"] > FORMAT:
        raise ModelError(f"{folder}: the model has format {facts['format']} and this program reads up to {FORMAT}; update classify")
    for name, kind in (("labels", list), ("blocks", dict), ("files", dict)):
        if not isinstance(facts.get(name, kind()), kind):
            raise ModelError(f"{place}: damaged ({name} is no {_JSON[kind]}); copy the folder again, or train anew")
    return facts


def _weights(folder: Path, facts: Mapping[str, Any], data: Mapping[str, bytes]) -> Weights:
    labels = tuple(facts["labels"])
    if set(facts["blocks"]) != set(BLOCKS):
        raise ValueError(f"its features are {', '.join(facts['blocks'])}, those of this program {', '.join(BLOCKS)}")
    sizes = [int(facts["blocks"][name]["features"]) for name in BLOCKS]
    arrays = _arrays(data["weights.npz"], "weights.npz" in facts.get("files", {}))
    blocks = {}
    for name, tokens in zip(BLOCKS, _vocabularies(data["vocabulary.txt"], sizes), strict=True):
        idf, coefficients = (arrays[f"{name}_{part}"].astype(np.float64) for part in ("idf", "coefficients"))
        if idf.shape != (len(tokens),) or coefficients.shape != (len(tokens), len(labels)):
            raise ValueError(f"block {name} has not {len(tokens)} features")
        blocks[name] = Block(tokens, idf, coefficients, float(facts["blocks"][name]["scale"]))
    chain = Chain(float(arrays["chain_scale"]), arrays["chain_bias"], arrays["chain_transitions"])
    intercept, thresholds = arrays["intercept"], arrays["thresholds"]
    known = _calibration(arrays, labels)
    shapes = (intercept.shape, thresholds.shape, chain.bias.shape, chain.transitions.shape[1:2], chain.transitions.shape[2:3])
    if any(shape != (len(labels),) for shape in shapes):
        raise ValueError(f"the arrays are not those of {len(labels)} labels")
    return Weights(labels, blocks, intercept, chain, thresholds, folder / "words.txt", known)


def _vocabularies(data: bytes, sizes: Sequence[int]) -> list[Vocabulary]:
    """The vocabularies of blocks of these sizes, which the file holds one after another."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
    if len(ends) != sum(sizes):
        raise ValueError(f"vocabulary.txt has not {sum(sizes)} features")
    bounds = [0, *(np.append(-1, ends)[np.cumsum(sizes)] + 1).tolist()]
    return [Vocabulary(data[low:high], size) for (low, high), size in zip(pairwise(bounds), sizes, strict=True)]


def calibration(path: str | Path | None = None) -> Calibration | None:
    """Reads what a model folder knows of its probabilities, and nothing else; None where it knows nothing.

    Raises ModelError where the folder is missing, damaged, or from another program.
    """
    folder = _found(path)
    facts = _facts(folder)
    try:
        labels = tuple(facts["labels"])
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return _calibration(arrays, labels)
    except (OSError, ValueError, KeyError, TypeError, BadZipFile, EOFError) as error:
        raise ModelError(f"{folder}: the model cannot be read ({error}); copy the folder again, or train anew") from error


def _calibration(arrays: Mapping[str, Any], labels: tuple[str, ...]) -> Calibration | None:
    if "calibration_shares" not in arrays:
        return None
    found = {name: arrays[f"calibration_{name}"] for name in _CALIBRATION}
    if any(found[name].shape != (len(labels),) * dimensions for name, dimensions in _CALIBRATION.items()):
        raise ValueError(f"the calibration is not that of {len(labels)} labels")
    return Calibration(labels, **{**found, "doubt": float(found["doubt"])})


def _selftest(model: Model, data: bytes) -> None:
    """Scores all runs of the self-test in one go, each as a report of its own."""
    try:
        entries = [_entry(json.loads(line)) for line in data.decode("utf-8").splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{model.path}: selftest.jsonl is damaged ({error!r}); copy the folder again, or train anew") from error
    runs = [examples(pieces, f"selftest {number}") for number, (pieces, _) in enumerate(entries, start=1)]
    found = model.scorer.probabilities([example for run in runs for example in run])
    ends = np.cumsum([len(run) for run in runs])
    for number, ((_, expected), rows) in enumerate(zip(entries, np.split(found, ends[:-1]) if runs else [], strict=True), start=1):
        if rows.shape != expected.shape or not math.isclose(np.abs(rows - expected).max(initial=0.0), 0.0, abs_tol=_TOLERANCE):
            raise ModelError(
                f"{model.path}: self-test {number} gives other probabilities than at training; the folder is damaged, or its"
                " segmenter differs: reinstall classify, or train anew"
            )


def _entry(entry: Mapping[str, Any]) -> tuple[list[Sentence], NDArray[np.float64]]:
    """The pieces of a run of the self-test, and the probabilities (n × k) that its n sentences must get."""
    pieces = [_piece(*row) for row in entry["pieces"]]
    return pieces, np.array(entry["probabilities"], dtype=np.float64)


def _piece(text: str, kind: str, section: Sequence[str], lead: str, paragraph: int) -> Sentence:
    if not all(isinstance(part, str) for part in (text, kind, lead, *section)) or not isinstance(paragraph, int):
        raise TypeError("a piece is text, kind, section, lead and number of the paragraph")
    return Sentence(text, kind, 0, len(text), tuple(section), lead, paragraph)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
