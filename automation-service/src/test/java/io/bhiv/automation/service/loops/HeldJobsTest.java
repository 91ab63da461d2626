package io.bhiv.automation.service.loops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.automation.LocalEngine;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.engine.reload.ActiveJobs;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldJobsTest {

    private static final String JOBS = """
            {"jobs":[{"name":"a","trigger":{"type":"onStartup"},"actions":[{"type":"check_health"}],
              "onFailure":[{"type":"check_health"}]},
             {"name":"off","enabled":false,"trigger":{"type":"onStartup"},"actions":[{"type":"check_health"}]}]}""";

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<Object> told = new ArrayList<>();
    private boolean away;

    @Test
    void theJobsInForceAreHeldOnceAMinute() throws IOException {
        try (LocalEngine local = LocalEngine.on(folder, JOBS, this::listening)) {
            HeldJobs held = new HeldJobs(local.engine().jobs(), nanos::get);

            for (int second = 0; second <= 120; second++) {
                get(held.whenDue());
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            }

            assertThat(told).hasSize(3).containsOnly(Set.of("a", "a/on-failure"));
        }
    }

    @Test
    void whatTheLedgerDidNotHearIsSaidAgainAtOnce() throws IOException {
        try (LocalEngine local = LocalEngine.on(folder, JOBS, this::listening)) {
            HeldJobs held = new HeldJobs(local.engine().jobs(), nanos::get);
            away = true;
            assertThatThrownBy(() -> get(held.whenDue())).hasMessage("away");
            away = false;

            get(held.whenDue());

            assertThat(told).hasSize(2);
        }
    }

    @Test
    void withoutAFileInForceNothingIsSaid() throws IOException {
        try (LocalEngine local = LocalEngine.on(folder, JOBS, this::listening)) {
            get(new HeldJobs(new ActiveJobs(local.ledger()), nanos::get).whenDue());

            assertThat(told).isEmpty();
        }
    }

    private Ledger listening(Ledger ledger) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("hold")) {
                        told.add(Set.copyOf((Collection<?>) arguments[0]));
                        if (away) {
                            return Uni.createFrom().failure(new IllegalStateException("away"));
                        }
                    }
                    try {
                        return method.invoke(ledger, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static void get(Uni<Void> uni) {
        uni.await().atMost(Duration.ofSeconds(5));
    }
}
