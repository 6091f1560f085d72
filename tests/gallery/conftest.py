"""What needs the Milvus server is collected where it runs: `pytest -p tests.milvus -k milvus`."""

import os

collect_ignore = [] if "TEST_MILVUS" in os.environ else ["test_gallery_milvus.py"]
