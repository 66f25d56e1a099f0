"""The web server under a crowd: who would wait too long is told at once to come again.

gunicorn's threads take one request each, and all others wait for them in one line. A line that is allowed
to grow makes everybody in it wait longer and helps nobody, so it ends at MOST_WAITING; two threads of their
own read what comes beyond, and answer 503 with Retry-After. A form that was refused like that was not
looked at: to send it once more is safe.
"""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

MOST_WAITING = 128  # at 12 ms for an answer, a second and a half
RETRY_AFTER = 2
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>503</title>
<meta name="viewport" content="width=device-width">
<p>Too many people are here at once. Please go back and try once more in a moment: nothing was recorded.
<p lang="zh-Hans">现在人太多，请稍后返回上一页再试一次，这次尚未记录。
""".encode()

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HERE = threading.local()


def turn_away() -> None:
    """From now on this thread answers nothing but 503."""
    HERE.turns_away = True


def with_an_end(application: Application) -> Application:
    """The application, but for threads that turn away."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not getattr(HERE, "turns_away", False):
            return application(environ, start_response)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(PAGE)))]
        headers += [("Retry-After", str(RETRY_AFTER)), ("Cache-Control", "no-store")]
        start_response("503 Service Unavailable", headers)
        return [PAGE]

    return serve


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads, and a line before them that ends somewhere."""

    wsgi: Application
    most_waiting = MOST_WAITING
    inside = 0  # requests in a thread or in line; of the main thread alone

    def init_process(self) -> None:
        self.turning_away = ThreadPoolExecutor(max_workers=2, initializer=turn_away)
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.wsgi = with_an_end(self.wsgi)

    def enqueue_req(self, conn: Any) -> None:
        """Into the line, or away where it is full."""
        is_full = self.inside >= self.cfg.threads + self.most_waiting
        self.inside += 1
        pool = self.turning_away if is_full else self.tpool
        done = pool.submit(self.handle, conn)
        done.add_done_callback(lambda found: self.method_queue.defer(self.finish_request, conn, found))

    def finish_request(self, conn: Any, found: "Future[Any]") -> None:
        self.inside -= 1
        super().finish_request(conn, found)
