"""Signals as a terminal has them: whoever runs the tests may have started them with some ignored.

And TensorFlow as the command line has it: many a test imports Keras before kerasrun could set that.
"""

from __future__ import annotations

import os
import signal
import threading

if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
