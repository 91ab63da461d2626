package io.bhiv.stack.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    private final Lifecycle lifecycle = new Lifecycle();
    private final List<String> done = new CopyOnWriteArrayList<>();

    /** Ctrl-C while backends start: what they started is ended, and no service is started after the stop. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "Ctrl-C in the seconds after up left four processes behind",
            now = "A stop waits for the step that is running, no further one begins, and what was started is stopped")
    void aStopWaitsForTheStepThatRunsAndNoFurtherStepBegins() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread starting = Thread.ofPlatform().start(() -> {
            lifecycle.step(() -> {
                begun.countDown();
                await(mayEnd);
                done.add("backends");
            });
            lifecycle.step(() -> done.add("services"));
        });
        begun.await();

        Thread stopping = Thread.ofPlatform().start(() -> lifecycle.stop(() -> done.add("stopped")));
        Awaitility.await().until(lifecycle::isStopWanted);
        mayEnd.countDown();
        starting.join();
        stopping.join();

        assertThat(done).containsExactly("backends", "stopped");
    }

    @Test
    void everybodyMayStopAndItHappensOnce() {
        assertThat(lifecycle.step(() -> done.add("started"))).isTrue();

        lifecycle.stop(() -> done.add("stopped"));
        lifecycle.stop(() -> done.add("stopped"));

        assertThat(done).containsExactly("started", "stopped");
        assertThat(lifecycle.step(() -> done.add("too late"))).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
