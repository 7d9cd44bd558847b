import json

import pytest

from timeline.dates.__main__ import main


def test_it_prints_one_json_object_a_line(tmp_path, capsys):
    path = tmp_path / "article.txt"
    path.write_text("They met on Jan. 25. The next day it rained.", encoding="utf-8")
    assert main([str(path), "--published", "2026-01-26"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["start"], first["end"], first["text"], first["edtf"]) == (12, 19, "Jan. 25", "2026-01-25")
    assert (second["edtf"], second["anchor"]["words"]) == ("2026-01-26", "Jan. 25")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["missing.txt"], "cannot be read"), (["x.txt", "--published", "soon"], "soon is no date")],
)
def test_bad_input_gets_a_clear_error(arguments, message, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert message in capsys.readouterr().err
