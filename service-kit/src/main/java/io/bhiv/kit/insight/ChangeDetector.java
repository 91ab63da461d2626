package io.bhiv.kit.insight;

import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.Vitals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what happened by comparing one report with the one before. For one thread at a time. */
final class ChangeDetector {

    private final Map<String, String> breakers = new HashMap<>();
    private final Set<String> down = new HashSet<>();
    private final Set<String> stuck = new HashSet<>();

    /** What was parked or given up. */
    List<RareEvent> in(List<CountDelta> counts) {
        List<RareEvent> found = new ArrayList<>();
        for (CountDelta count : counts) {
            switch (count.outcome()) {
                case "parked" ->
                    found.add(new RareEvent(
                            Kind.PARKED, Severity.WARNING, count.intake(), count.reason(), "", count.delta()));
                case "dead" ->
                    found.add(new RareEvent(
                            Kind.DEAD, Severity.ERROR, count.intake(), count.reason(), "", count.delta()));
                default -> {
                    // Everything else is a number in the report.
                }
            }
        }
        return found;
    }

    /** Which breakers, checks and loops changed. */
    List<RareEvent> in(Vitals vitals) {
        List<RareEvent> found = new ArrayList<>();
        vitals.dependencies().forEach(dependency -> breaker(dependency, found));
        Set<String> nowDown = new HashSet<>(vitals.notReady());
        changes(down, nowDown, "not ready", "ready again", found);
        Set<String> nowStuck = new HashSet<>();
        vitals.loops().stream().filter(LoopReading::isStuck).forEach(loop -> nowStuck.add(loop.loop()));
        changes(stuck, nowStuck, "stuck", "turns again", found);
        return found;
    }

    private void breaker(DependencyReading dependency, List<RareEvent> found) {
        if (dependency.breaker().isEmpty()) {
            return;
        }
        String before = breakers.put(dependency.name(), dependency.breaker());
        if (before != null && !before.equals(dependency.breaker())) {
            Severity severity = dependency.breaker().equals("closed") ? Severity.INFO : Severity.WARNING;
            found.add(new RareEvent(
                    Kind.BREAKER,
                    severity,
                    dependency.name(),
                    dependency.breaker(),
                    before + " to " + dependency.breaker(),
                    1));
        }
    }

    private static void changes(
            Set<String> before, Set<String> now, String begun, String ended, List<RareEvent> found) {
        for (String name : now) {
            if (!before.contains(name)) {
                found.add(RareEvent.of(Kind.HEALTH, Severity.ERROR, name, begun));
            }
        }
        for (String name : before) {
            if (!now.contains(name)) {
                found.add(RareEvent.of(Kind.HEALTH, Severity.INFO, name, ended));
            }
        }
        before.clear();
        before.addAll(now);
    }
}
