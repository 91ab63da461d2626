package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.karma.rule.KarmaAction;
import io.bhiv.bucket.karma.rule.PacketFacts;
import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseRequest;
import io.bhiv.bucket.lease.LeasedPacket;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.relay.Committed;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.kafka.CircuitBreaker;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary consumer of the queue, in the same process: lease, decide, tell the Karma Tracker, settle.
 *
 * <p>Nothing is leased while the breaker is open, and a single packet to try it again. A tracker that is away costs a
 * packet no attempt; one that refuses a packet does.
 */
@ApplicationScoped
public class KarmaConsumer {

    private final KarmaConfig config;
    private final KarmaRules rules;
    private final KarmaTracker tracker;
    private final PacketQueue queue;
    private final Committed committed;
    private volatile @Nullable RuleTable table;

    KarmaConsumer(KarmaConfig config, KarmaRules rules, KarmaTracker tracker, PacketQueue queue, Committed committed) {
        this.config = config;
        this.rules = rules;
        this.tracker = tracker;
        this.queue = queue;
        this.committed = committed;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) throws IOException {
        if (config.url().isEmpty()) {
            return;
        }
        RuleTable loaded = rules.load();
        table = loaded;
        BackgroundLoop loop =
                loops.start("karma-consumer", new LoopSettings(config.interval(), config.lease()), () -> turn(loaded));
        committed.listen(loop::nudge);
    }

    /** True where there are rules and a tracker that was not seen to be away. */
    public boolean isAvailable() {
        return table != null && tracker.breaker().state() instanceof CircuitBreaker.State.Closed;
    }

    private Uni<Step> turn(RuleTable loaded) {
        if (!tracker.breaker().retryAfter().isZero()) {
            return Uni.createFrom().item(Step.IDLE);
        }
        boolean closed = tracker.breaker().state() instanceof CircuitBreaker.State.Closed;
        LeaseRequest request = new LeaseRequest(closed ? config.batch() : 1, config.lease(), Duration.ZERO, false);
        return queue.lease(request)
                .chain(lease -> lease.isEmpty() ? Uni.createFrom().item(Step.IDLE) : work(lease, loaded));
    }

    private Uni<Step> work(Lease lease, RuleTable loaded) {
        return Multi.createFrom()
                .iterable(lease.packets())
                .onItem()
                .transformToUni(packet -> settlement(packet, loaded))
                .merge(config.concurrency())
                .collect()
                .asList()
                .chain(queue::settle)
                .replaceWith(Step.MORE);
    }

    private Uni<Settlement> settlement(LeasedPacket packet, RuleTable loaded) {
        Optional<KarmaAction> earned = loaded.decide(facts(packet));
        if (earned.isEmpty()) {
            return Uni.createFrom().item(report(packet, new Settlement.Verdict.Done("[]")));
        }
        return tracker.tell(packet.packetId(), packet.subject(), earned.get())
                .map(outcome -> report(packet, verdict(outcome, earned.get())));
    }

    private static Settlement.Verdict verdict(KarmaOutcome outcome, KarmaAction action) {
        return switch (outcome) {
            case KarmaOutcome.Logged logged ->
                new Settlement.Verdict.Done(PacketJson.text(PacketJson.array(List.of(
                        PacketJson.object().put("action", action.action()).put("intensity", action.intensity())))));
            case KarmaOutcome.Refused(int status) ->
                new Settlement.Verdict.Failed("the Karma Tracker answered " + status);
            case KarmaOutcome.Away away -> new Settlement.Verdict.Untried();
        };
    }

    private static Settlement report(LeasedPacket packet, Settlement.Verdict verdict) {
        return new Settlement(packet.packetId(), packet.leaseId(), verdict);
    }

    private static PacketFacts facts(LeasedPacket packet) {
        JsonNode body = PacketJson.readOwn(packet.body());
        boolean employee = body.hasNonNull("employee_id");
        return new PacketFacts(
                employee ? "employee" : "learning",
                body.path(employee ? "state" : "cognitive_state").asText(""),
                number(body, "focus_score"),
                number(body, "integrity_score"),
                number(body, "active_seconds"));
    }

    private static @Nullable Double number(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isNumber() ? value.doubleValue() : null;
    }
}
