"""Figures for whoever runs the bot; none says who wrote or what."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Metrics:
    """Counters of this process, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "bot_http_requests",
            "Requests",
            ["endpoint", "method", "status"],
            registry=self._registry,
        )
        self.seconds = Histogram(
            "bot_http_seconds",
            "Time to the start of an answer",
            ["endpoint"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.answers = Counter(
            "bot_answers",
            "Messages answered",
            ["channel", "route", "safety"],
            registry=self._registry,
        )
        self.failures = Counter(
            "bot_answers_failed", "Messages without an answer", registry=self._registry
        )
        self.ready = Gauge("bot_ready", "1 once the model is loaded", registry=self._registry)

    def text(self) -> bytes:
        """Give all figures in Prometheus' text format."""
        return generate_latest(self._registry)


class CountRequests:
    """ASGI middleware: counts requests and their time by endpoint, never by address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and count."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun_at = time.monotonic()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                endpoint = getattr(scope.get("endpoint"), "__name__", "none")
                method = scope["method"] if endpoint != "none" else "other"
                status = str(message["status"])
                self._metrics.requests.labels(endpoint, method, status).inc()
                self._metrics.seconds.labels(endpoint).observe(time.monotonic() - begun_at)
            await send(message)

        await self._app(scope, receive, sending)
