"""A connection between JupyterLab and its kernels that sends small messages at once.

Jupyter Server leaves Nagle's algorithm on: the first answer to an event ("busy") goes out alone, and the
picture waits until the browser's system has confirmed it, 40 ms later on Linux. Here it does not wait.
"""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class NoDelayConnection(ZMQChannelsWebsocketConnection):
    """Jupyter Server's own connection, without the wait for full packets."""

    async def connect(self):
        """Connect as ever, on a socket that sends at once."""
        self.websocket_handler.set_nodelay(True)
        return await super().connect()
