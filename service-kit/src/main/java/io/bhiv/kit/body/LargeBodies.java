package io.bhiv.kit.body;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Reads large bodies off the event loop, so that small ones never wait for them. One at a time: a body takes several times its
 * size while it is read, and how many wait here is bounded by {@link BodyConfig#atOnce}.
 */
@ApplicationScoped
public class LargeBodies {

    /** Below it, changing the thread costs about as much as reading. */
    private static final int LARGE = 64 << 10;

    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("large-bodies").daemon().factory());

    /** Reads the body: at once where it is small, else on a thread of its own, on which everything that follows goes on. */
    public <T> Uni<T> read(byte[] body, Function<byte[], T> read) {
        Uni<T> content = Uni.createFrom().item(() -> read.apply(body));
        return body.length < LARGE ? content : content.runSubscriptionOn(reader);
    }

    @PreDestroy
    void close() {
        reader.shutdown();
    }
}
