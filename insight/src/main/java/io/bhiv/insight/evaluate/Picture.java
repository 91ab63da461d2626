package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known at one moment.
 *
 * @param watchingSince when this page began to listen
 * @param expected services that must report
 * @param replicas of all services, silent ones too until they are forgotten
 * @param calls how long calls of what the services need took, last minute
 * @param modules that sent something in the last 24 hours
 * @param events newest first
 * @param completeness how complete the figures are
 * @param syncs the updates of modules that came last
 */
public record Picture(
        Instant at,
        Instant watchingSince,
        Set<String> expected,
        Link kafka,
        Link store,
        List<Replica> replicas,
        List<Reconciliation> reconciliations,
        FourNumbers numbers,
        List<IntakeFigures> intakes,
        List<Latency> calls,
        List<ModuleFigures> modules,
        List<Silence> moduleSilences,
        List<InsightEvent> events,
        Completeness completeness,
        RecentSyncs syncs) {

    public List<Replica> replicasOf(String service) {
        return replicas.stream()
                .filter(replica -> replica.service().equals(service))
                .toList();
    }

    /** Those that report at present. */
    public List<Replica> heardOf(String service) {
        return replicasOf(service).stream().filter(one -> !one.isSilent(at)).toList();
    }

    private static final int SHOWN_EVENTS = 25;

    /** Every expected service, and every other one that has reported. */
    public List<ServiceState> serviceStates() {
        Set<String> names = new TreeSet<>(expected);
        replicas.forEach(replica -> names.add(replica.service()));
        return names.stream().map(this::state).toList();
    }

    private ServiceState state(String service) {
        List<Replica> known = replicasOf(service);
        List<Replica> heard = known.stream().filter(one -> !one.isSilent(at)).toList();
        Health health = Health.OK;
        if (heard.isEmpty() && !kafka.up()) {
            // Its reports cannot come: whether it is down is not known.
            health = Health.DEGRADED;
        } else if (heard.stream().allMatch(Replica::isUnready)) {
            // Nothing waits for a service that need not be there.
            health = expected.contains(service) ? Health.DOWN : Health.DEGRADED;
        } else if (heard.size() < known.size()
                || heard.stream().anyMatch(one -> one.isUnready() || one.isUnknown(at))) {
            health = Health.DEGRADED;
        }
        return new ServiceState(service, health, heard.size(), heardAt(service));
    }

    /** The newest report of any of its replicas; null where there never was one. */
    public @Nullable Instant heardAt(String service) {
        return replicasOf(service).stream()
                .map(Replica::seenAt)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** What the services need, once for each service, as its worst replica sees it. */
    public List<DependencyState> dependencies() {
        Map<String, DependencyState> byName = new TreeMap<>();
        for (Replica replica : replicas) {
            Vitals vitals = replica.vitals();
            if (vitals != null && !replica.isSilent(at)) {
                vitals.dependencies()
                        .forEach(reading -> byName.merge(
                                reading.name() + " " + replica.service(),
                                new DependencyState(replica.service(), reading, p95(replica.service(), reading.name())),
                                Picture::worse));
            }
        }
        return List.copyOf(byName.values());
    }

    /** The second in which a service reports its state is one of five, and mostly one without a call. */
    private @Nullable Double p95(String service, String name) {
        return calls.stream()
                .filter(call -> call.service().equals(service) && call.subject().equals(name))
                .map(Latency::percentiles)
                .filter(Objects::nonNull)
                .map(Percentiles::p95Ms)
                .findFirst()
                .orElse(null);
    }

    /** Since when the youngest account counts; null where all of them cover their whole day. */
    public @Nullable Instant youngestAccountSince() {
        return reconciliations.stream()
                .filter(Reconciliation::isYoung)
                .map(young -> young.tally().from())
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** One of every account. */
    public List<Queue> queues() {
        return Queue.of(this);
    }

    /** How many calls to providers' APIs are left. */
    public List<Quota> quotas() {
        return Quota.of(this);
    }

    /** Where the services write files. */
    public List<Disk> disks() {
        return Disk.of(this);
    }

    /** People's connections with providers, by provider and state. */
    public List<Connections> connections() {
        return Connections.of(this);
    }

    /** What is dead or parked, by reason, of those services that report reasons. */
    public List<SetAside> setAside() {
        return SetAside.of(this);
    }

    /** Intakes that do not read all of their topics. */
    public List<LeftOut> leftOut() {
        return LeftOut.of(this);
    }

    private static DependencyState worse(DependencyState one, DependencyState other) {
        return other.health() == Health.DOWN ? other : one;
    }

    /** The events that the page lists. A run that succeeded is routine. */
    public List<InsightEvent> recent() {
        return events.stream()
                .filter(event ->
                        event.kind() != InsightEvent.Kind.RUN || event.severity() != InsightEvent.Severity.INFO)
                .limit(SHOWN_EVENTS)
                .toList();
    }

    /** Intakes that counted something and of which no account has arrived: the first comparison is not made yet, or they keep no tally. */
    public List<IntakeFigures> uncompared() {
        return intakes.stream()
                .filter(intake -> intake.outcomes().values().stream().anyMatch(count -> count > 0))
                .filter(intake -> reconciliations.stream()
                        .noneMatch(account -> account.service().equals(intake.service())
                                && account.tally().intake().equals(intake.intake())))
                .toList();
    }

    /** Of intakes and modules that are known to have sent something. */
    public List<Silence> silences() {
        return Stream.concat(intakes.stream().map(IntakeFigures::silence), moduleSilences.stream())
                .filter(one -> one.lastAt() != null)
                .toList();
    }
}
