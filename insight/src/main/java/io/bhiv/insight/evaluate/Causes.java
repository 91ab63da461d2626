package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds every reason why a picture is not OK. */
final class Causes {

    /** The loop of every service that compares its tally with its rows. */
    private static final String TALLY_LOOP = "tally";

    private static final String PACKETS = "bucket-service";
    private static final String UPDATES = "core-bridge-service";
    private static final String WEBHOOKS = "biometric-bridge-service";
    private static final String OF_MODULES = "core-updates";
    private static final String SILENT_MODULE = "A module is silent";
    private static final String OLD_ACCOUNT = "An account is old";

    /** A figure that went over its limit is not well again just below it: the verdict must not change every second. */
    private static final double LEAVES_AT = 0.8;

    private static final double MOST_REFUSED = 0.5;

    private final Picture picture;
    private final Set<String> known;
    private final Instant now;
    private final List<Cause> found = new ArrayList<>();

    private Causes(Picture picture, Set<String> known) {
        this.picture = picture;
        this.known = known;
        this.now = picture.at();
    }

    /** @param known keys of the causes that there were a moment ago */
    static List<Cause> of(Picture picture, Set<String> known) {
        Causes causes = new Causes(picture, known);
        causes.links();
        picture.expected().stream().sorted().forEach(causes::service);
        picture.replicas().stream().filter(one -> !one.isSilent(picture.at())).forEach(causes::replica);
        picture.replicas().stream().filter(one -> one.isSilent(picture.at())).forEach(causes::silentReplica);
        picture.reconciliations().forEach(causes::account);
        new TreeSet<>(picture.replicas().stream().map(Replica::service).toList()).forEach(causes::uncompared);
        picture.queues().forEach(causes::queue);
        picture.setAside().forEach(causes::setAside);
        picture.leftOut().forEach(causes::leftOut);
        picture.disks().forEach(causes::disk);
        causes.numbers();
        picture.intakes().forEach(causes::refusals);
        picture.intakes().forEach(intake -> causes.silence(intake.silence(), runbookOfSilent(intake)));
        picture.moduleSilences().forEach(module -> causes.silence(module, SILENT_MODULE));
        return List.copyOf(causes.found);
    }

    private void links() {
        if (!picture.kafka().up()) {
            add(
                    "link kafka",
                    Health.DEGRADED,
                    "Kafka does not answer this page: nothing that the services report arrives here.",
                    picture.kafka().since(),
                    "BridgeKafkaBreakerOpen");
        }
        if (!picture.store().up()) {
            add(
                    "link store",
                    Health.DEGRADED,
                    "PostgreSQL does not answer this page: it shows what is in memory, and keeps no history.",
                    picture.store().since(),
                    "BridgeStoreUnavailable");
        }
    }

    private void service(String service) {
        List<Replica> replicas = picture.replicasOf(service);
        List<Replica> heard =
                replicas.stream().filter(one -> !one.isSilent(now)).toList();
        if (replicas.isEmpty()) {
            add(
                    "missing " + service,
                    picture.kafka().up() ? Health.DOWN : Health.DEGRADED,
                    service + " has not reported since this page began to listen.",
                    picture.watchingSince(),
                    "A service is silent");
        } else if (heard.isEmpty()) {
            silent(service, replicas);
        } else if (heard.stream().allMatch(Replica::isUnready)) {
            Replica first = heard.getFirst();
            add(
                    "unready " + service,
                    Health.DOWN,
                    service + " takes no requests: " + checks(first),
                    now,
                    runbook(first));
        }
    }

    private void silent(String service, List<Replica> replicas) {
        Instant last =
                replicas.stream().map(Replica::seenAt).max(Instant::compareTo).orElse(now);
        boolean unknown = !picture.kafka().up();
        boolean stopped = replicas.stream().allMatch(Replica::ended);
        add(
                "silent " + service,
                unknown && !stopped ? Health.DEGRADED : Health.DOWN,
                service
                        + (stopped
                                ? " was stopped."
                                : unknown
                                        ? " cannot be judged while Kafka is unreachable."
                                        : " has gone silent: no report arrives."),
                last,
                unknown ? "BridgeKafkaBreakerOpen" : "A service is silent");
    }

    /** One of several, or of a service that need not be there: the others go on, and it is forgotten after a while. */
    private void silentReplica(Replica replica) {
        String service = replica.service();
        boolean others = !picture.heardOf(service).isEmpty();
        if (!picture.kafka().up() || (!others && picture.expected().contains(service))) {
            return;
        }
        add(
                "silent " + key(replica),
                Health.DEGRADED,
                others
                        ? "A process of %s (%s) has gone silent: no report arrives from it, others report."
                                .formatted(service, replica.replica())
                        : service + " has gone silent: no report arrives. It need not report.",
                replica.seenAt(),
                "A service is silent");
    }

    private void replica(Replica replica) {
        Vitals vitals = replica.vitals();
        if (replica.isUnknown(now)) {
            unknown(replica);
            return;
        }
        if (vitals == null) {
            return;
        }
        String who = replica.service();
        boolean alone = picture.replicasOf(who).stream()
                .filter(one -> !one.isSilent(now))
                .allMatch(Replica::isUnready);
        if (!vitals.ready() && !(alone && picture.expected().contains(who))) {
            add(
                    "unready " + key(replica),
                    Health.DEGRADED,
                    who + " takes no requests: " + checks(replica),
                    now,
                    runbook(replica));
        }
        vitals.loops().forEach(loop -> loop(replica, loop));
        vitals.dependencies().forEach(dependency -> dependency(replica, dependency));
    }

    private void unknown(Replica replica) {
        Instant last = replica.vitalsAt();
        add(
                "unknown " + key(replica),
                Health.DEGRADED,
                "%s reports, and its state is not known: its reports %s."
                        .formatted(replica.service(), last == null ? "never carried it" : "no longer carry it"),
                last == null ? replica.heardAt() : last,
                "A service is silent");
    }

    private void loop(Replica replica, LoopReading loop) {
        String key = "loop " + key(replica) + " " + loop.loop();
        if (loop.isStuck()) {
            add(
                    key,
                    Health.DEGRADED,
                    "%s: the loop %s has not run for %d s and will not recover by itself. Restart the process."
                            .formatted(replica.service(), loop.loop(), loop.silenceMs() / 1000),
                    now.minusMillis(loop.silenceMs()),
                    "BridgeLoopSilent");
        } else if (loop.isHeldUp()) {
            add(
                    key,
                    Health.DEGRADED,
                    "%s: %s has been processing one batch for %d s; its dependency does not respond."
                            .formatted(replica.service(), loop.loop(), held(loop) / 1000),
                    now.minusMillis(held(loop)),
                    "BridgeLoopFailing");
        } else if (loop.isFailing()) {
            add(
                    key,
                    Health.DEGRADED,
                    "%s: the loop %s keeps failing and retries.".formatted(replica.service(), loop.loop()),
                    now,
                    "BridgeLoopFailing");
        } else if (loop.isOverdue()) {
            add(
                    key,
                    Health.DEGRADED,
                    "%s: the loop %s is silent; it was due %d s ago."
                            .formatted(replica.service(), loop.loop(), overdue(loop) / 1000),
                    now.minusMillis(overdue(loop)),
                    "BridgeLoopSilent");
        }
    }

    private static long overdue(LoopReading loop) {
        Long overdueMs = loop.overdueMs();
        return overdueMs == null ? 0 : overdueMs;
    }

    private static long held(LoopReading loop) {
        Long turnMs = loop.turnMs();
        return turnMs == null ? 0 : turnMs;
    }

    private void dependency(Replica replica, DependencyReading dependency) {
        boolean open = dependency.breaker().equals("open");
        if (dependency.state() == DependencyReading.State.DOWN || open) {
            add(
                    "dependency " + replica.service() + " " + dependency.name(),
                    Health.DEGRADED,
                    "%s cannot reach %s%s."
                            .formatted(
                                    replica.service(),
                                    dependency.name(),
                                    open ? "; its breaker is open and work waits in its table" : ""),
                    now,
                    DependencyState.runbookOf(dependency.name()));
        }
    }

    private void account(Reconciliation account) {
        if (account.isOld(now) && !picture.heardOf(account.service()).isEmpty()) {
            add(
                    "old account " + account.service() + " " + account.tally().intake(),
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "%s was last compared with its rows %,d min ago: whether it adds up is not known.",
                            account.tally().intake(),
                            Duration.between(account.countedAt(), now).toMinutes()),
                    account.countedAt(),
                    OLD_ACCOUNT);
        }
        if (!account.isBalanced()) {
            add(
                    "account " + account.service() + " " + account.tally().intake(),
                    Health.DEGRADED,
                    "%s does not add up: %s."
                            .formatted(account.tally().intake(), String.join("; ", account.differences())),
                    account.countedAt(),
                    "An account does not add up");
        }
    }

    /** A service that compares, and of which no comparison ever arrived. */
    private void uncompared(String service) {
        boolean compared = picture.reconciliations().stream()
                .anyMatch(account -> account.service().equals(service));
        if (compared) {
            return;
        }
        picture.heardOf(service).stream()
                .filter(Causes::isComparing)
                .map(Replica::heardAt)
                .min(Comparator.naturalOrder())
                .filter(heardAt -> !heardAt.plus(Reconciliation.OLD_AFTER).isAfter(now))
                .ifPresent(heardAt -> add(
                        "no account " + service,
                        Health.DEGRADED,
                        service
                                + " has not compared its tally with its rows yet: whether its intakes add up is not known.",
                        heardAt,
                        OLD_ACCOUNT));
    }

    private static boolean isComparing(Replica replica) {
        Vitals vitals = replica.vitals();
        return vitals != null
                && vitals.loops().stream().anyMatch(loop -> loop.loop().equals(TALLY_LOOP));
    }

    private void queue(Queue queue) {
        String key = "late queue " + queue.service() + " " + queue.intake();
        Duration oldest = queue.oldest();
        if (oldest != null && isOver(key, queue.ofLimit(), 1)) {
            add(
                    key,
                    Health.DEGRADED,
                    "%s waits too long: the oldest of what is open is %s old."
                            .formatted(queue.intake(), minutes(oldest)),
                    now,
                    runbookOfLate(queue));
        }
        if (queue.service().equals(PACKETS) && queue.dead() > 0) {
            add(
                    "dead " + queue.intake(),
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "%,d packets of %s are dead: they used up their attempts and wait for somebody.",
                            queue.dead(),
                            queue.intake()),
                    now,
                    "BridgePacketsDead");
        }
    }

    private static String runbookOfLate(Queue queue) {
        return switch (queue.service()) {
            case PACKETS -> "BridgePacketsOld";
            case UPDATES -> "BridgeUpdatesOld";
            default -> "BridgeBacklogOld";
        };
    }

    /** What is counted by reason is a cause elsewhere: as dead packets, as poor numbers. */
    private void setAside(SetAside one) {
        if (one.isOfKafka()) {
            add(
                    "not taken " + one.service() + " " + one.subject(),
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "%,d records could not be taken from Kafka by the intake %s of %s and wait for somebody.",
                            one.rows(),
                            one.subject(),
                            one.service()),
                    now,
                    "BridgeRecordsParked");
        }
        // One that is refused stays refused when it is sent again: older ones are listed, and no cause for ever.
        if (one.reason().equals(SetAside.FAILED_FOR_GOOD) && failedOfLate(one)) {
            add(
                    "failed " + one.subject(),
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "%,d %s failed for good, the last of them within 24 h, and wait for somebody.",
                            one.rows(),
                            one.subject()),
                    now,
                    "BridgeDeliveriesFailed");
        }
    }

    private boolean failedOfLate(SetAside deliveries) {
        return picture.intakes().stream()
                .anyMatch(intake -> intake.service().equals(deliveries.service())
                        && intake.intake().equals(deliveries.subject())
                        && intake.outcome("dead") > 0);
    }

    private void leftOut(LeftOut intake) {
        add(
                "left out " + intake.service() + " " + intake.intake(),
                Health.DEGRADED,
                "%s: the intake %s leaves out %d of its topics, which the brokers refuse."
                        .formatted(intake.service(), intake.intake(), intake.topics()),
                now,
                "BridgeTopicsLeftOut");
    }

    private void disk(Disk disk) {
        String key = "disk " + disk.service() + " " + disk.name();
        if (isOver(key, Disk.LOW_SHARE / Math.max(disk.share(), 1e-9), 1)) {
            add(
                    key,
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "The disk of %s of %s has %.0f %% left.",
                            disk.name(),
                            disk.service(),
                            Math.floor(disk.share() * 100)),
                    now,
                    "BridgeDiskFilling");
        }
    }

    private void numbers() {
        FourNumbers numbers = picture.numbers();
        numbers.syncSuccess()
                .ifPresent(success -> number(
                        "success",
                        100 - success,
                        100 - FourNumbers.SUCCESS_POOR,
                        "Only %.1f %% of the updates of modules were synchronised in the last 24 h.",
                        Math.floor(success * 10) / 10,
                        "BridgeUpdatesParked"));
        numbers.averageLatencyMs()
                .ifPresent(millis -> number(
                        "latency",
                        millis,
                        FourNumbers.LATENCY_POOR_MS,
                        "Updates of modules took %.0f s on average in the last 24 h.",
                        millis / 1_000,
                        "BridgeUpdatesPending"));
        number(
                "errors",
                (double) numbers.errors(),
                (double) FourNumbers.ERRORS_POOR,
                "%,.0f events were parked or given up in the last 24 h.",
                (double) numbers.errors(),
                "BridgeParkedGrowing");
        number(
                "depth",
                numbers.queueDepth(),
                FourNumbers.DEPTH_POOR,
                "%,.0f events are not finished.",
                numbers.queueDepth(),
                "BridgeBacklogOld");
    }

    private void number(String name, double value, double limit, String sentence, double shown, String runbook) {
        String key = "number " + name;
        if (isOver(key, value, limit)) {
            add(key, Health.DEGRADED, String.format(Locale.ROOT, sentence, shown), now, runbook);
        }
    }

    private void refusals(IntakeFigures intake) {
        String key = "refused " + intake.service() + " " + intake.intake();
        if (isOver(key, intake.recent().refusedShare(), MOST_REFUSED)) {
            add(
                    key,
                    Health.DEGRADED,
                    String.format(
                            Locale.ROOT,
                            "%,d of the %,d that %s received in the last ten minutes were refused.",
                            intake.recent().refused(),
                            intake.recent().received(),
                            intake.intake()),
                    now,
                    isOfProvider(intake) ? "BridgeWebhooksRefused" : "An intake refuses");
        }
    }

    private static String runbookOfSilent(IntakeFigures intake) {
        if (isOfProvider(intake)) {
            return "BridgeProviderSilent";
        }
        return intake.intake().equals(OF_MODULES) ? SILENT_MODULE : "An intake is silent";
    }

    private static boolean isOfProvider(IntakeFigures intake) {
        return intake.service().equals(WEBHOOKS);
    }

    private void silence(Silence silence, String runbook) {
        Instant last = silence.lastAt();
        if (last != null && silence.isUnusual(now)) {
            add(
                    "silence " + silence.subject(),
                    Health.DEGRADED,
                    "%s is unusually silent: nothing has come for %s."
                            .formatted(silence.subject(), minutes(Duration.between(last, now))),
                    last,
                    runbook);
        }
    }

    private boolean isOver(String key, double value, double limit) {
        return value > (known.contains(key) ? LEAVES_AT * limit : limit);
    }

    private static String minutes(Duration age) {
        return age.toHours() < 2
                ? age.toMinutes() + " min"
                : age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private static String runbook(Replica replica) {
        return failedChecks(replica.vitals()).contains("postgresql")
                ? "BridgeStoreUnavailable"
                : "A service takes no requests";
    }

    private static List<String> failedChecks(@Nullable Vitals vitals) {
        return vitals == null ? List.of() : vitals.notReady();
    }

    private static String checks(Replica replica) {
        List<String> checks = failedChecks(replica.vitals());
        return checks.isEmpty()
                ? "it reports that it is not ready."
                : "its check " + String.join(", ", checks) + " is down.";
    }

    private static String key(Replica replica) {
        return replica.service() + " " + replica.replica();
    }

    private void add(String key, Health health, String sentence, Instant since, String runbook) {
        found.add(new Cause(key, health, sentence, since, runbook));
    }
}
