"""The workbench: pages for each role. A door: it translates, and holds no rule of its own."""
