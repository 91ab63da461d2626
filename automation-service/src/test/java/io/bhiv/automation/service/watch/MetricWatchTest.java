package io.bhiv.automation.service.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.automation.LocalEngine;
import io.bhiv.automation.TargetServer;
import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricWatchTest {

    private static final Duration SOON = Duration.ofSeconds(4);

    @TempDir
    private Path folder;

    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger slowReadings = new AtomicInteger();
    private final AtomicInteger figure = new AtomicInteger(1);

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A metric whose target hung delayed the readings of all others by 5 s",
            now = "Each is read at its own pace, and a hanging target is asked once at a time")
    void aTargetThatHangsDelaysNoOtherMetric() throws IOException {
        Clock clock = Clock.systemUTC();
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, twoMetrics(target.url()), ledger -> ledger)) {
            target.answers(request -> request.path().equals("/slow")
                    ? hang()
                    : new TargetServer.Reply(200, "{\"n\":" + figure.get() + "}"));
            MetricWatch watch = new MetricWatch(
                    local.engine(), local.ledger(), HttpCaller.open(clock, Duration.ofSeconds(10)), clock);

            watch.poll();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(slowReadings).hasValue(1);
                assertThat(quickReadings(target)).isEqualTo(1);
            });
            figure.set(11);

            await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
                watch.poll();
                assertThat(local.file().history("quick", null, 10).await().atMost(SOON))
                        .hasSize(1);
            });
            assertThat(slowReadings).as("the first is still under way").hasValue(1);
            slow.countDown();
        }
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A metric that could not be read was silent for ever, and its job never became due",
            now = "A warning is logged once, and health names the job and the reason until it can be read")
    void aMetricThatCannotBeReadIsNamedUntilItCanBe() throws IOException {
        Clock clock = Clock.systemUTC();
        AtomicReference<TargetServer.Reply> reply = new AtomicReference<>(new TargetServer.Reply(404, "{}"));
        try (TargetServer target = new TargetServer();
                LocalEngine local = LocalEngine.on(folder, twoMetrics(target.url()), ledger -> ledger)) {
            target.answers(
                    request -> request.path().equals("/slow") ? reply.get() : new TargetServer.Reply(200, "{\"n\":1}"));
            MetricWatch watch = new MetricWatch(
                    local.engine(), local.ledger(), HttpCaller.open(clock, Duration.ofSeconds(10)), clock);

            awaitUnreadable(watch, Map.of("slow", "answered 404"));
            reply.set(new TargetServer.Reply(200, "{\"m\":1}"));
            awaitUnreadable(watch, Map.of("slow", "no number where the job file says"));
            reply.set(new TargetServer.Reply(200, "1".repeat(70_000)));
            awaitUnreadable(watch, Map.of("slow", "not in the first 64 KiB of a larger answer"));
            reply.set(new TargetServer.Reply(200, "{\"n\":1}"));
            awaitUnreadable(watch, Map.of());
        }
    }

    private static void awaitUnreadable(MetricWatch watch, Map<String, String> expected) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            watch.poll();
            assertThat(watch.unreadable()).isEqualTo(expected);
        });
    }

    private static long quickReadings(TargetServer target) {
        return target.requests().stream()
                .filter(request -> request.path().equals("/quick"))
                .count();
    }

    private TargetServer.Reply hang() {
        slowReadings.incrementAndGet();
        try {
            slow.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return new TargetServer.Reply(200, "{}");
    }

    private static String twoMetrics(String url) {
        String job = """
                {"name":"%s","trigger":{"type":"event","metric":
                  {"url":"%s/%s","pointer":"/n","above":10,"every":"PT1S"}},"actions":[{"type":"check_health"}]}""";
        return "{\"jobs\":[" + job.formatted("slow", url, "slow") + "," + job.formatted("quick", url, "quick") + "]}";
    }
}
