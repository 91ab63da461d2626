package io.bhiv.trigger.episode;

import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Firing;
import io.bhiv.trigger.rule.Rule;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one person has been told, rule by rule. Constant in size. For one thread. */
public final class Episodes {

    private static final int NEVER = -1_000_000_000;
    private static final int WEEK = 7;
    private static final int MOST_BUDGET = 100;

    private final Parameters.Notifications limits;
    private final Parameters.Options options;
    private final @Nullable Episode[] episodes = new @Nullable Episode[Rule.COUNT];
    private final List<Integer> spent = new ArrayList<>();
    private int toldOn = NEVER;
    private int toldSeverity = -1;

    public Episodes(Parameters parameters) {
        limits = parameters.notifications();
        options = parameters.options();
    }

    /** Decides over the firings of a night, which come in the order in which they may notify. */
    public List<Verdict> judge(int night, Mode mode, List<Firing> firings) {
        List<Verdict> verdicts = resolved(night);
        if (firings.isEmpty()) {
            return verdicts;
        }
        List<Verdict> all = new ArrayList<>(verdicts);
        List<Rule> contributing = new ArrayList<>();
        int notified = -1;
        for (Firing firing : firings) {
            Verdict verdict = mode == Mode.FIXED && !options.dedupe()
                    ? new Verdict.Notify(firing, fired(firing, night).openedOn(), false, List.of())
                    : judge(firing, night, mode, notified >= 0);
            if (verdict instanceof Verdict.Notify) {
                notified = all.size();
            } else if (verdict instanceof Verdict.Suppress held && held.reason() == Suppression.MERGED) {
                contributing.add(firing.rule());
            }
            all.add(verdict);
        }
        if (notified >= 0 && all.get(notified) instanceof Verdict.Notify first) {
            all.set(
                    notified,
                    new Verdict.Notify(first.firing(), first.openedOn(), first.escalated(), List.copyOf(contributing)));
        }
        return all;
    }

    private Verdict judge(Firing firing, int night, Mode mode, boolean notifiedAlready) {
        int severity = firing.severity().level();
        Episode episode = fired(firing, night);
        int openedOn = episode.openedOn();
        if (severity <= episode.told()) {
            return new Verdict.Suppress(firing, openedOn, Suppression.EPISODE_OPEN);
        }
        if (mode != Mode.FIXED && isCovered(night, severity)) {
            keep(firing.rule(), episode.toldAt(severity));
            return new Verdict.Suppress(firing, openedOn, Suppression.UMBRELLA);
        }
        if (notifiedAlready) {
            keep(firing.rule(), episode.toldAt(severity));
            return new Verdict.Suppress(firing, openedOn, Suppression.MERGED);
        }
        if (!firing.severity().isAbove(Severity.MODERATE)) {
            spent.removeIf(day -> night - day >= WEEK);
            if (spent.size() >= limits.budget()) {
                return new Verdict.Suppress(firing, openedOn, Suppression.BUDGET);
            }
            spent.add(night);
        }
        keep(firing.rule(), episode.toldAt(severity));
        toldOn = night;
        toldSeverity = severity;
        return new Verdict.Notify(firing, openedOn, episode.told() >= 0, List.of());
    }

    private boolean isCovered(int night, int severity) {
        return toldOn < night && night - toldOn <= limits.umbrella() && severity <= toldSeverity;
    }

    /** The episode that a firing continues or opens. One that opens again soon keeps what was told of the one before. */
    private Episode fired(Firing firing, int night) {
        Episode before = episodes[firing.rule().index()];
        Episode now;
        if (before != null && night - before.lastOn() <= limits.episodeGap()) {
            now = before.firedOn(night);
        } else {
            boolean coolingDown = before != null
                    && night - before.lastOn() <= limits.cooldown(firing.severity())
                    && firing.severity().level() <= before.told();
            now = new Episode(night, night, coolingDown && before != null ? before.told() : -1, false);
        }
        keep(firing.rule(), now);
        return now;
    }

    private void keep(Rule rule, Episode episode) {
        episodes[rule.index()] = episode;
    }

    private List<Verdict> resolved(int night) {
        if (!options.resolved()) {
            return List.of();
        }
        List<Verdict> ended = new ArrayList<>();
        for (int rule = 0; rule < Rule.COUNT; rule++) {
            Episode episode = episodes[rule];
            if (episode != null
                    && !episode.resolved()
                    && episode.told() >= 0
                    && night - episode.lastOn() > limits.episodeGap()) {
                episodes[rule] = episode.ended();
                ended.add(new Verdict.Resolve(Rule.at(rule), episode.openedOn(), Severity.at(episode.told())));
            }
        }
        return ended;
    }

    public void write(StateWriter out) {
        for (Episode episode : episodes) {
            out.flag(episode != null);
            if (episode != null) {
                episode.write(out);
            }
        }
        out.number(toldOn);
        out.number(toldSeverity);
        out.number(spent.size());
        spent.forEach(out::number);
    }

    public void read(StateReader in) {
        for (int rule = 0; rule < Rule.COUNT; rule++) {
            episodes[rule] = in.flag() ? Episode.read(in) : null;
        }
        toldOn = in.number(NEVER, Integer.MAX_VALUE);
        toldSeverity = in.number(-1, 3);
        spent.clear();
        int count = in.number(0, MOST_BUDGET);
        for (int i = 0; i < count; i++) {
            spent.add(in.number(Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
    }
}
