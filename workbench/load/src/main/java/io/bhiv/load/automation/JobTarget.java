package io.bhiv.load.automation;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** What the jobs call: answers at once, and notices a call that comes twice. */
final class JobTarget implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService answering = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong repeated = new AtomicLong();

    JobTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
        server.setExecutor(answering);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (!seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")))) {
                    repeated.incrementAndGet();
                }
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    long repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        server.stop(0);
        answering.close();
    }
}
