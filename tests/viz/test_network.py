"""What pyvis does on its own, and what ours does not: one module knows it, and none of its traps is in a page."""

import subprocess
import sys
from pathlib import Path

import pytest
from pyvis.network import Network

from graphmodel.errors import InputError
from tests.viz.made_up import page_data
from viz import explorer
from viz.network import TrailNetwork
from viz.picture import build
from viz.templates import asset, environment
from viz.writing import write_file


def test_a_page_is_made_without_pyvis_until_one_is_asked_for() -> None:
    """pyvis brings IPython; nothing but drawing should wait for it."""
    program = "import viz.explorer, sys; assert not {'pyvis', 'jinja2', 'IPython'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def test_only_one_module_knows_pyvis() -> None:
    folder = Path(explorer.__file__).parent
    assert [path.name for path in folder.glob("*.py") if "pyvis." in path.read_text()] == ["network.py"]


def test_parallel_exchanges_are_all_kept() -> None:
    """pyvis's default network draws one of three parallel edges."""
    trap = Network()
    trap.add_nodes(["a", "b"])
    for _ in range(3):
        trap.add_edge("a", "b")
    assert len(trap.edges) == 1
    data = page_data(60)
    network = TrailNetwork(build(data))
    assert network.directed
    assert {flow for edge in network.edges for flow in edge["flows"]} == {
        flow["flow"] for flow in data["flows"]
    }


def test_the_network_is_a_pyvis_network_with_nodes_and_edges_filled_in() -> None:
    network = TrailNetwork(build(page_data(60)))
    assert isinstance(network, Network)
    assert network.num_nodes() == len(network.get_nodes()) == len({node["id"] for node in network.nodes})
    assert network.get_node("us-ak-odr")["family"] == "licensing"
    ends = {edge[end] for edge in network.edges for end in ("from", "to")}
    assert ends <= set(network.get_nodes())


def test_however_it_is_written_the_result_is_our_page(tmp_path: Path) -> None:
    network, page = made()
    for way in (network.write_html, network.save_graph, network.show):
        path = tmp_path / "page.html"
        way(str(path))
        assert path.read_text(encoding="utf-8") == page
        path.unlink()
    assert network.generate_html(notebook=True) == page


def test_a_heading_is_not_written_into_the_page_as_code() -> None:
    """pyvis writes `heading` twice, unescaped."""
    network, page = made()
    network.heading = "<script>window.ran=1</script>"
    assert network.generate_html() == page


def test_what_pyvis_would_do_in_a_browser_or_a_notebook_is_refused(tmp_path: Path) -> None:
    network, _ = made()
    with pytest.raises(InputError, match="the page is only written"):
        network.write_html(tmp_path / "page.html", open_browser=True)
    with pytest.raises(InputError, match="made from a picture"):
        network.from_nx(None)


def test_templates_escape_and_a_missing_name_is_an_error() -> None:
    assert environment().from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    with pytest.raises(Exception, match="'y' is undefined"):
        environment().from_string("{{ y }}").render()


def test_a_file_is_utf8_with_plain_line_ends_wherever_it_is_written(tmp_path: Path) -> None:
    """pyvis writes in the encoding of the place, and fails on half of all names there."""
    program = (
        "import sys; from pathlib import Path; from viz.writing import write_file;"
        "write_file(Path(sys.argv[1]), 'Do\\u00f1a \\u2192\\n', 'page')"
    )
    path = tmp_path / "x.html"
    subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", program, str(path)],
        check=True,
        env={"LC_ALL": "C", "PYTHONPATH": str(Path.cwd())},
    )
    assert path.read_bytes() == "Doña →\n".encode()


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_file(path, "new \ud83d", "page")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def made() -> tuple[TrailNetwork, str]:
    """A network whose template gets what it needs, and its page."""
    network = TrailNetwork(build(page_data(10)))
    network.path = "page.html"
    network.context = explorer.context(page_data(10), network)
    return network, network.generate_html()


def test_the_vendored_script_is_the_one_that_its_note_names() -> None:
    import hashlib

    digest = hashlib.sha256(asset("vis-network.min.js").encode()).hexdigest()
    assert digest in asset("VENDORED.md")
    assert "@version 10.1.5" in asset("vis-network.min.js")
    assert "10.1.5" in asset("VENDORED.md")
