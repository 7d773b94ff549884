from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classify.errors import ModelError, OutputError
from classify.folder import calibration as calibration_of
from classify.folder import load, save
from classify.quantification import Calibration


@pytest.fixture
def folder(tiny_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_folder, tmp_path / "copy"))


def change(folder: Path, **values: object) -> None:
    place = folder / "model.json"
    place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | values), encoding="utf-8")


def test_a_folder_holds_what_it_promises_and_no_pickle(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "model.json",
        "weights.npz",
        "vocabulary.txt",
        "words.txt",
        "dictionary.npz",
        "index.npz",
        "selftest.jsonl",
        "README.md",
    }
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays.files)


def test_the_shipped_model_loads_and_names_the_four_labels() -> None:
    assert load().weights.labels == ("achievement", "problem", "plan", "boilerplate")


@pytest.mark.parametrize("name", ["weights.npz", "vocabulary.txt", "words.txt", "dictionary.npz", "index.npz", "selftest.jsonl"])
def test_a_changed_or_missing_file_is_named(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(ModelError, match=rf"{name} was changed or damaged"):
        load(folder)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing"):
        load(folder)


def test_a_newer_a_foreign_and_a_broken_folder_are_refused(folder: Path, tmp_path: Path) -> None:
    change(folder, format=99)
    with pytest.raises(ModelError, match=r"format 99 .* update classify"):
        load(folder)
    change(folder, format=1, program="other")
    with pytest.raises(ModelError, match="not written by classify"):
        load(folder)
    (folder / "model.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        load(folder)
    with pytest.raises(ModelError, match="no model folder there"):
        load(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"holds no model\.json"):
        load(tmp_path / "empty")


@pytest.mark.parametrize(
    ("name", "value"), [("files", None), ("files", ["weights.npz"]), ("files", "weights.npz"), ("labels", 4), ("blocks", [])]
)
def test_a_fact_of_another_kind_is_damage(folder: Path, name: str, value: object) -> None:
    change(folder, **{name: value})
    for read in (load, calibration_of):
        with pytest.raises(ModelError, match=rf"model\.json: damaged \({name} is no .*; copy the folder again, or train anew"):
            read(folder)


def test_a_folder_that_names_no_labels_is_damage(folder: Path) -> None:
    change(folder, files={})
    place = folder / "model.json"
    facts = json.loads(place.read_text("utf-8"))
    del facts["labels"]
    place.write_text(json.dumps(facts), encoding="utf-8")
    np.savez(folder / "weights.npz", calibration_shares=np.ones(4))
    for read in (load, calibration_of):
        with pytest.raises(ModelError, match="cannot be read"):
            read(folder)


@pytest.mark.parametrize(
    "data",
    [
        b"no json",
        b"\xff\xfe",
        b"[]",
        b"5",
        b'{"pieces": []}',
        b'{"pieces": 1, "probabilities": []}',
        b'{"pieces": [["a"]], "probabilities": []}',
        b'{"pieces": [[1, "sentence", [], "", 0]], "probabilities": [[1, 0, 0, 0]]}',
        '{"pieces": [["完成。", "sentence", [], "", 0]], "probabilities": [["a"]]}'.encode(),
        '{"pieces": [["完成。", "sentence", [], "", 0]], "probabilities": [[1], [1, 0]]}'.encode(),
    ],
)
def test_a_self_test_that_is_none_is_damage(folder: Path, data: bytes) -> None:
    (folder / "selftest.jsonl").write_bytes(data)
    change(folder, files={})
    with pytest.raises(ModelError, match=r"selftest\.jsonl is damaged .*; copy the folder again, or train anew"):
        load(folder)
    assert load(folder, check=False).weights.labels


def test_arrays_that_do_not_fit_are_refused(folder: Path) -> None:
    change(folder, labels=["a", "b"], files={})
    with pytest.raises(ModelError, match="cannot be read"):
        load(folder)


@pytest.mark.parametrize(("name", "array"), [("index.npz", "words"), ("dictionary.npz", "words_levels"), ("index.npz", "pairs_edges")])
def test_an_index_that_does_not_fit_is_refused(folder: Path, name: str, array: str) -> None:
    with np.load(folder / name) as arrays:
        values = dict(arrays)
    values[array] = values[array] + values[array].max() + 10_000_000
    np.savez(folder / name, **values)
    change(folder, files={})
    with pytest.raises(ModelError, match=r"cannot be read|other probabilities"):
        load(folder)
    del values[array]
    np.savez(folder / name, **values)
    with pytest.raises(ModelError, match=f"cannot be read.*{array}"):
        load(folder)


def test_a_folder_of_the_first_format_is_read_without_dictionary_and_index(folder: Path) -> None:
    expected = load(folder)
    (folder / "dictionary.npz").unlink()
    (folder / "index.npz").unlink()
    change(folder, format=1)
    found = load(folder)
    assert found.scorer.index.word_nodes.tolist() == expected.scorer.index.word_nodes.tolist()
    assert found.scorer.index.lexicon.frequencies.sum() == expected.scorer.index.lexicon.frequencies.sum()


def test_a_failing_self_test_is_refused(folder: Path) -> None:
    place = folder / "selftest.jsonl"
    lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    lines[0]["probabilities"][0][0] += 0.01
    place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    change(folder, files={})
    with pytest.raises(ModelError, match="self-test 1 gives other probabilities"):
        load(folder)


def test_an_array_with_code_in_it_is_not_run(folder: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (folder / "trapped",))  # type: ignore[return-value]

    with np.load(folder / "weights.npz") as arrays:
        values = dict(arrays)
    values["intercept"] = np.array([Trap()], dtype=object)
    np.savez(folder / "weights.npz", **values)
    change(folder, files={})
    with pytest.raises(ModelError, match="cannot be read"):
        load(folder)
    assert not (folder / "trapped").exists()


def test_a_folder_that_holds_something_else_is_not_overwritten(tiny_folder: Path, tmp_path: Path) -> None:
    weights = load(tiny_folder).weights
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match="not empty and holds no model"):
        save(weights, tmp_path, {}, [], "")
    with pytest.raises(OutputError, match="a file of this name exists"):
        save(weights, tmp_path / "thesis.doc", {}, [], "")
    assert (tmp_path / "thesis.doc").read_text() == "years of work"


def test_a_calibration_comes_back_from_the_folder(tiny_folder: Path, tmp_path: Path, calibration: Calibration) -> None:
    weights = load(tiny_folder).weights
    assert weights.calibration is None  # four reports are too few
    assert calibration_of(tiny_folder) is None
    save(replace(weights, calibration=calibration), tmp_path / "m", {}, [], "")
    for found in (load(tmp_path / "m").weights.calibration, calibration_of(tmp_path / "m")):
        assert found is not None
        assert (found.labels, found.doubt) == (calibration.labels, calibration.doubt)
        assert found.confusion.tolist() == calibration.confusion.tolist()
        assert found.widths.tolist() == calibration.widths.tolist()


def test_a_calibration_that_does_not_fit_is_refused(tiny_folder: Path, tmp_path: Path, calibration: Calibration) -> None:
    broken = replace(load(tiny_folder).weights, calibration=replace(calibration, widths=np.ones(3)))
    save(broken, tmp_path / "m", {}, [], "")
    with pytest.raises(ModelError, match="the calibration is not that of 4 labels"):
        load(tmp_path / "m")
    with pytest.raises(ModelError, match="the calibration is not that of 4 labels"):
        calibration_of(tmp_path / "m")
    with pytest.raises(ModelError, match="no model folder there"):
        calibration_of(tmp_path / "none")
