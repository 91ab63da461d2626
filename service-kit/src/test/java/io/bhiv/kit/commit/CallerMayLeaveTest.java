package io.bhiv.kit.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallerMayLeaveTest {

    private final AtomicInteger stored = new AtomicInteger();
    private final CompletableFuture<String> committed = new CompletableFuture<>();

    private Uni<String> append() {
        return Uni.createFrom().completionStage(committed).invoke(stored::incrementAndGet);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Whoever closed the connection before the answer had packets and updates stored that no counter knew of",
            now = "What was committed is counted, and its consumers are woken, although nobody waits for the answer")
    void whatIsCommittedIsCountedAlthoughTheCallerLeft() {
        UniAssertSubscriber<String> caller =
                CallerMayLeave.during(append()).subscribe().withSubscriber(UniAssertSubscriber.create());

        caller.cancel();
        committed.complete("id");

        assertThat(stored).hasValue(1);
        caller.assertNotTerminated();
    }

    @Test
    void aCallerThatStaysHasTheAnswerOrTheFailure() {
        UniAssertSubscriber<String> caller =
                CallerMayLeave.during(append()).subscribe().withSubscriber(UniAssertSubscriber.create());
        UniAssertSubscriber<Object> failed = CallerMayLeave.during(
                        Uni.createFrom().failure(new IllegalStateException("away")))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        committed.complete("id");

        caller.assertCompleted().assertItem("id");
        failed.assertFailedWith(IllegalStateException.class, "away");
    }
}
