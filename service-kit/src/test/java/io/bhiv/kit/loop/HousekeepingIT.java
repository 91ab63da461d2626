package io.bhiv.kit.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.kit.app.OwnSchema;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.scheduler.SuccessfulExecution;
import io.quarkus.scheduler.Trigger;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OwnSchema.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class HousekeepingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final LoopSettings RARE = new LoopSettings(Duration.ofHours(1), Duration.ofMinutes(1));

    @Inject
    Scheduler scheduler;

    @Inject
    Heartbeats heartbeats;

    private final Machine clock = new Machine();

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "The machine's clock was set back by an hour, and for an hour nothing was folded, counted, dropped or made ahead:"
                            + " every figure stood still, and looked as if it were of now",
            now = "All such work is scheduled anew, and heartbeats go by a clock that is never set")
    void jobsGoOnWhereTheClockIsSetBack() {
        AtomicInteger turns = new AtomicInteger();
        Housekeeping housekeeping = new Housekeeping(scheduler, heartbeats, clock);
        housekeeping.start("set-back", RARE, () -> {
            turns.incrementAndGet();
            return Uni.createFrom().item(Step.IDLE);
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(1));

        look(housekeeping);
        clock.ahead = Duration.ofHours(-1);
        look(housekeeping);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(2));
        look(housekeeping);
        clock.ahead = Duration.ofHours(1);
        look(housekeeping);
        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> turns.get() == 2);
    }

    @Test
    void aJobThatIsUnderWayIsNotBegunASecondTime() {
        AtomicInteger turns = new AtomicInteger();
        CompletableFuture<Step> end = new CompletableFuture<>();
        Housekeeping housekeeping = new Housekeeping(scheduler, heartbeats, clock);
        housekeeping.start("set-back-meanwhile", RARE, () -> {
            turns.incrementAndGet();
            return Uni.createFrom().completionStage(end);
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(turns).hasValue(1));

        clock.ahead = Duration.ofHours(-1);
        look(housekeeping);

        await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> turns.get() == 1);
        housekeeping.succeeded(new SuccessfulExecution(new Execution(scheduler.getScheduledJob("set-back-meanwhile"))));
        assertThat(lastSuccess("set-back-meanwhile"))
                .as("the one that was left out")
                .isNull();
        end.complete(Step.IDLE);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(lastSuccess("set-back-meanwhile")).isNotNull());
    }

    private @Nullable Instant lastSuccess(String job) {
        return heartbeats.all().stream()
                .filter(heartbeat -> heartbeat.loop().equals(job))
                .toList()
                .getFirst()
                .lastSuccess();
    }

    private record Execution(Trigger trigger) implements ScheduledExecution {

        @Override
        public Trigger getTrigger() {
            return trigger;
        }

        @Override
        public Instant getFireTime() {
            return Instant.now();
        }

        @Override
        public Instant getScheduledFireTime() {
            return Instant.now();
        }
    }

    private static void look(Housekeeping housekeeping) {
        assertThat(housekeeping.lookAtTheClock().await().atMost(PATIENCE)).isEqualTo(Step.IDLE);
    }

    /** The machine's clock, which may be set. */
    private static final class Machine extends Clock {

        private volatile Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
