"""Two ways to work at a page: with a mouse, and with nothing but keys."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FileChooser, FilePayload, Locator, Page

# More presses of Tab than any page has controls.
_MOST = 240

Target = str | Locator
"""What is meant: a selector, or what was found."""


@dataclass
class Mouse:
    """Clicks on what it needs."""

    page: Page

    def write(self, target: Target, text: str) -> None:
        """Write into a field."""
        _found(self.page, target).fill(text)

    def check(self, target: Target) -> None:
        """Choose a radio button or a box."""
        _found(self.page, target).check()

    def select(self, target: Target, value: str) -> None:
        """Choose from a list, by what is sent."""
        _found(self.page, target).select_option(value)

    def press(self, target: Target) -> None:
        """Press a button, or follow a link."""
        _found(self.page, target).click()

    def choose(self, target: Target, *files: tuple[str, bytes]) -> None:
        """Choose files in the browser's own chooser."""
        with self.page.expect_file_chooser() as asked:
            _found(self.page, target).locator("xpath=ancestor::label").click()
        _give(asked.value, files)


@dataclass
class Keys:
    """Goes by Tab to what it needs; presses Space, Enter and arrows there. Touches no mouse."""

    page: Page

    def __post_init__(self) -> None:
        # A key is quicker than the browser is told to hand its chooser over: tell it beforehand.
        self.page.on("filechooser", lambda _: None)

    def write(self, target: Target, text: str) -> None:
        """Write into a field, over what stands in it."""
        self.reach(target)
        if _found(self.page, target).get_attribute("type") == "date":
            # Month, day and year are fields of their own in a browser that speaks American English.
            year, month, day = text.split("-")
            self.page.keyboard.type(month + day + year)
            return
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def check(self, target: Target) -> None:
        """Choose a radio button of its group, or a box."""
        meant = _found(self.page, target)
        if meant.get_attribute("type") == "checkbox":
            self.reach(meant)
        else:
            self._reach_one_named(meant.get_attribute("name") or "")
        if not meant.is_checked():
            self.page.keyboard.press("Space")
        for _ in range(40):
            if meant.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"keys do not choose {target}")

    def select(self, target: Target, value: str) -> None:
        """Choose from a list, by what is sent."""
        self.reach(target)
        meant = _found(self.page, target)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if meant.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"keys do not choose {value} in {target}")

    def press(self, target: Target) -> None:
        """Press a button, or follow a link."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def choose(self, target: Target, *files: tuple[str, bytes]) -> None:
        """Choose files in the browser's own chooser."""
        self.reach(target)
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        _give(asked.value, files)

    def reach(self, target: Target) -> None:
        """Press Tab until the focus is there, and seen."""
        meant = _found(self.page, target)
        meant.wait_for(state="attached")
        self._tab_until(
            lambda: bool(meant.evaluate("one => one === document.activeElement")), target
        )

    def _reach_one_named(self, name: str) -> None:
        here = "name => document.activeElement?.name === name"
        self._tab_until(lambda: bool(self.page.evaluate(here, name)), name)

    def _tab_until(self, there: Callable[[], bool], target: Target) -> None:
        for _ in range(_MOST):
            if there():
                seen = self.page.evaluate(
                    "() => { const at = document.activeElement.getBoundingClientRect();"
                    " return at.bottom > 0 && at.top < innerHeight; }"
                )
                assert seen, f"{target} has the focus and is not in sight"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {target}")


def _found(page: Page, target: Target) -> Locator:
    return (page.locator(target) if isinstance(target, str) else target).first


def _give(chooser: FileChooser, files: tuple[tuple[str, bytes], ...]) -> None:
    chooser.set_files(
        [FilePayload(name=name, mimeType="image/png", buffer=content) for name, content in files]
    )
