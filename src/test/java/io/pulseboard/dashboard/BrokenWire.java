package io.pulseboard.dashboard;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy that can be cut: what passes through it ends without a word, and nothing new gets through until it is mended. */
final class BrokenWire implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private final int target;
    private volatile boolean cut;

    /** @param target the port on this machine that is behind it */
    BrokenWire(int target) {
        this.target = target;
        server = vertx.createNetServer().connectHandler(this::accept);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/";
    }

    void cut() {
        cut = true;
        open.forEach(NetSocket::close);
    }

    void mend() {
        cut = false;
    }

    private void accept(NetSocket browser) {
        if (cut) {
            browser.close();
            return;
        }
        open.add(browser);
        browser.closeHandler(end -> open.remove(browser));
        browser.pause();
        client.connect(target, "127.0.0.1")
                .onFailure(failure -> browser.close())
                .onSuccess(behind -> {
                    open.add(behind);
                    behind.closeHandler(end -> open.remove(behind));
                    behind.pipeTo(browser);
                    browser.pipeTo(behind);
                });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
