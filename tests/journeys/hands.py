"""Two ways to work at a page: with a mouse, and with nothing but keys."""

from dataclasses import dataclass

from playwright.sync_api import FileChooser, FilePayload, Page

# More presses of Tab than any page has controls.
_MOST = 120


@dataclass
class Mouse:
    """Clicks on what it needs."""

    page: Page

    def write(self, selector: str, text: str) -> None:
        """Write into a field."""
        self.page.locator(selector).fill(text)

    def check(self, selector: str) -> None:
        """Choose a radio button or a box."""
        self.page.locator(selector).check()

    def press(self, selector: str) -> None:
        """Press a button, or follow a link."""
        self.page.locator(selector).first.click()

    def choose(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file in the browser's own chooser."""
        with self.page.expect_file_chooser() as asked:
            self.page.locator(selector).first.locator("xpath=ancestor::label").click()
        _give(asked.value, name, content)


@dataclass
class Keys:
    """Goes by Tab to what it needs; presses Space, Enter and arrows there. Touches no mouse."""

    page: Page

    def __post_init__(self) -> None:
        # A key is quicker than the browser is told to hand its chooser over: tell it beforehand.
        self.page.on("filechooser", lambda _: None)

    def write(self, selector: str, text: str) -> None:
        """Write into a field, over what stands in it."""
        self.reach(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def check(self, selector: str) -> None:
        """Choose a radio button of its group, or a box."""
        name = self.page.locator(selector).first.get_attribute("name")
        self.reach(f"input[name={name}]")
        self.page.keyboard.press("Space")
        for _ in range(10):
            if self.page.locator(selector).is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"keys do not choose {selector}")

    def press(self, selector: str) -> None:
        """Press a button, or follow a link."""
        self.reach(selector)
        self.page.keyboard.press("Enter")

    def choose(self, selector: str, name: str, content: bytes) -> None:
        """Choose a file in the browser's own chooser."""
        self.reach(selector)
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        _give(asked.value, name, content)

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is there, and seen."""
        here = "selector => document.activeElement?.matches(selector) ?? false"
        for _ in range(_MOST):
            if self.page.evaluate(here, selector):
                seen = self.page.evaluate(
                    "() => { const at = document.activeElement.getBoundingClientRect();"
                    " return at.bottom > 0 && at.top < innerHeight; }"
                )
                assert seen, f"{selector} has the focus and is not in sight"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {selector}")


def _give(chooser: FileChooser, name: str, content: bytes) -> None:
    chooser.set_files(FilePayload(name=name, mimeType="image/png", buffer=content))
