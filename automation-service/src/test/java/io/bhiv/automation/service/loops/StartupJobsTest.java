package io.bhiv.automation.service.loops;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.LocalEngine;
import io.bhiv.automation.engine.ledger.Ledger;
import io.bhiv.automation.service.config.AutomationConfig;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartupJobsTest {

    @TempDir
    private Path folder;

    private final AtomicInteger occasions = new AtomicInteger();

    @Test
    @FixedFault(
            area = Area.DEADLINES,
            fault = "A turn that was cut at 20 s left the rest of its start-up jobs unrun: 1 of 4 ever ran",
            now = "The next turn records those that are missing, and none twice")
    void aTurnThatIsCutShortIsFinishedByTheNext() throws IOException {
        try (LocalEngine local = LocalEngine.on(folder, fourJobs(), this::hangingAtTheSecondOccasion)) {
            StartupJobs startups = new StartupJobs(configuration(), local.ledger(), local.engine(), local.reloader());

            startups.once()
                    .subscribe()
                    .withSubscriber(UniAssertSubscriber.create())
                    .assertNotTerminated()
                    .cancel();
            for (int turn = 0; turn < 3; turn++) {
                get(startups.once());
            }

            for (int job = 1; job <= 4; job++) {
                assertThat(get(local.file().history("start " + job, null, 10))).hasSize(1);
            }
        }
    }

    private static String fourJobs() {
        return IntStream.rangeClosed(1, 4)
                .mapToObj(
                        "{\"name\":\"start %d\",\"trigger\":{\"type\":\"onStartup\"},\"actions\":[{\"type\":\"check_health\"}]}"
                                ::formatted)
                .collect(Collectors.joining(",", "{\"jobs\":[", "]}"));
    }

    private Ledger hangingAtTheSecondOccasion(Ledger ledger) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("recordOccasion") && occasions.incrementAndGet() == 2) {
                        return Uni.createFrom().nothing();
                    }
                    try {
                        return method.invoke(ledger, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private static AutomationConfig configuration() {
        return (AutomationConfig) Proxy.newProxyInstance(
                AutomationConfig.class.getClassLoader(),
                new Class<?>[] {AutomationConfig.class},
                (proxy, method, arguments) -> Optional.empty());
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
