package io.bhiv.bucket.karma;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.karma.rule.RuleTable;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.packet.Packet.Family;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settled;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.loop.BackgroundLoop;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.InFlightWork;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary consumer of the queue, in the same process: lease, decide, call the Karma Tracker, settle.
 *
 * <p>Each packet is settled on its own and frees its slot, so a call that hangs delays no other packet. Packets that failed
 * before share a few slots of their own. Nothing is leased while the breaker is open, and a single packet for its trial. When
 * the service stops, the calls under way may end, and packets whose call does not end are given back.
 */
@ApplicationScoped
public class KarmaConsumer {

    private static final Duration TURN_LIMIT = Duration.ofSeconds(30);
    private static final Duration LAST_CALLS = Duration.ofSeconds(3);
    private static final Duration GIVING_BACK = Duration.ofSeconds(1);

    private final KarmaConfig config;
    private final KarmaRules rules;
    private final KarmaTracker tracker;
    private final Queue queue;
    private final InFlightWork underWay = new InFlightWork();
    private final Set<Lease.Packet> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger repeatedInFlight = new AtomicInteger();
    private volatile @Nullable RuleTable table;
    private volatile @Nullable BackgroundLoop loop;

    KarmaConsumer(KarmaConfig config, KarmaRules rules, KarmaTracker tracker, Queue queue) {
        this.config = config;
        this.rules = rules;
        this.tracker = tracker;
        this.queue = queue;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) throws IOException, JsonRefused {
        if (config.url().isEmpty()) {
            return;
        }
        RuleTable loaded = rules.load();
        table = loaded;
        BackgroundLoop running =
                loops.start("karma-consumer", new LoopSettings(config.interval(), TURN_LIMIT), () -> turn(loaded));
        loop = running;
        queue.onCommit(running::nudge);
    }

    /** The tracker counts a repeated call once, so a packet whose call did not end may be leased again. */
    void end(@Observes ShutdownEvent stopping) {
        if (underWay.awaitEnd(LAST_CALLS) || held.isEmpty()) {
            return;
        }
        List<Settlement> untried = held.stream()
                .map(packet -> new Settlement(packet.packetId(), packet.leaseId(), new Settlement.Verdict.Untried()))
                .toList();
        queue.settle(untried)
                .onFailure()
                .invoke(failure -> Log.warnf(
                        "Leases could not be released, they will expire [packets=%d cause=%s]",
                        untried.size(), failure.getClass()))
                .onFailure()
                .recoverWithItem(List.of())
                .subscribeAsCompletionStage()
                .completeOnTimeout(List.of(), GIVING_BACK.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** True if there are rules and a tracker that is not known to be away. */
    public boolean isAvailable() {
        return table != null && tracker.isClosed();
    }

    private Uni<Step> turn(RuleTable loaded) {
        int wanted = wanted();
        if (wanted < 1) {
            return Uni.createFrom().item(Step.IDLE);
        }
        return underWay.count(() -> queue.lease(new Lease.Request(wanted, config.lease(), Duration.ZERO, false))
                .map(lease -> start(lease, loaded) < wanted ? Step.IDLE : Step.MORE));
    }

    private int wanted() {
        if (tracker.isOpen() || underWay.isEnding()) {
            return 0;
        }
        int free = config.concurrency() - inFlight.get();
        return tracker.isClosed() ? Math.min(free, config.batch()) : free == config.concurrency() ? 1 : 0;
    }

    /** Every leased packet has a slot: only this loop takes slots, and it leases no more than are free. */
    private int start(Lease lease, RuleTable loaded) {
        inFlight.addAndGet(lease.packets().size());
        for (Lease.Packet packet : lease.packets()) {
            held.add(packet);
            underWay.count(() -> verdict(packet, loaded)
                            .chain(verdict -> queue.settle(
                                    List.of(new Settlement(packet.packetId(), packet.leaseId(), verdict)))))
                    .onTermination()
                    .invoke(() -> freeSlot(packet))
                    .subscribe()
                    .with(
                            settled -> {},
                            failure -> Log.warnf(
                                    "Packet not settled; its lease will expire [packet=%s cause=%s]",
                                    packet.packetId(), failure.getClass()));
        }
        return lease.packets().size();
    }

    private void freeSlot(Lease.Packet packet) {
        held.remove(packet);
        BackgroundLoop running = loop;
        if (inFlight.getAndDecrement() >= config.concurrency() && running != null) {
            running.nudge();
        }
    }

    private Uni<Settlement.Verdict> verdict(Lease.Packet packet, RuleTable loaded) {
        Optional<RuleTable.Action> earned = loaded.decide(facts(packet));
        if (earned.isEmpty()) {
            return Uni.createFrom().item(new Settlement.Verdict.Done("[]"));
        }
        return packet.attempt() == 1 ? log(packet, earned.get()) : logRepeated(packet, earned.get());
    }

    /** A packet that failed before waits for one of the few slots of its kind, without costing an attempt. */
    private Uni<Settlement.Verdict> logRepeated(Lease.Packet packet, RuleTable.Action action) {
        if (repeatedInFlight.incrementAndGet() > config.repeatedConcurrency()) {
            repeatedInFlight.decrementAndGet();
            return Uni.createFrom().item(new Settlement.Verdict.Untried());
        }
        return log(packet, action).onTermination().invoke(repeatedInFlight::decrementAndGet);
    }

    private Uni<Settlement.Verdict> log(Lease.Packet packet, RuleTable.Action action) {
        return tracker.log(packet.packetId(), packet.subject(), action).map(outcome -> verdict(outcome, action));
    }

    private static Settlement.Verdict verdict(KarmaTracker.Outcome outcome, RuleTable.Action action) {
        return switch (outcome) {
            case KarmaTracker.Outcome.Logged logged ->
                new Settlement.Verdict.Done(PacketJson.text(PacketJson.array(List.of(
                        PacketJson.object().put("action", action.action()).put("intensity", action.intensity())))));
            case KarmaTracker.Outcome.Refused(String reason, boolean byGateway) ->
                new Settlement.Verdict.Failed(reason);
            case KarmaTracker.Outcome.Away away -> new Settlement.Verdict.Untried();
        };
    }

    private static RuleTable.Facts facts(Lease.Packet packet) {
        JsonNode body = PacketJson.readOwn(packet.body());
        Family family = body.hasNonNull(Family.EMPLOYEE.subjectMember()) ? Family.EMPLOYEE : Family.LEARNING;
        return new RuleTable.Facts(
                family.wireName(),
                body.path(family.stateMember()).asText(""),
                number(body, "focus_score"),
                number(body, "integrity_score"),
                number(body, "active_seconds"));
    }

    private static @Nullable Double number(JsonNode body, String name) {
        JsonNode value = body.path(name);
        return value.isNumber() ? value.doubleValue() : null;
    }

    /** What a consumer needs of the queue; the pipeline implements it. */
    public interface Queue {

        Uni<Lease> lease(Lease.Request request);

        Uni<List<Settled>> settle(List<Settlement> settlements);

        /** Calls {@code listener} whenever packets were committed; it must neither block nor fail. */
        void onCommit(Runnable listener);
    }
}
