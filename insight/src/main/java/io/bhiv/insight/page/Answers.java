package io.bhiv.insight.page;

import io.bhiv.insight.ask.JobRow;
import io.bhiv.insight.ask.JobTimes;
import io.bhiv.insight.ask.ServiceAnswer;
import io.bhiv.insight.recover.Preview;
import io.bhiv.insight.recover.Progress;
import io.bhiv.insight.recover.Selection;
import io.bhiv.insight.recover.Target;
import io.bhiv.insight.store.Actions;
import io.bhiv.model.insight.MinuteDifference;
import io.quarkus.qute.TemplateInstance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The pages that show what a service answered. */
public final class Answers {

    private Answers() {}

    /** What was found about an id, and where was looked. */
    public static TemplateInstance search(
            String id, List<ServiceAnswer> answers, EventTimeline.Explanations explained) {
        return Templates.answers(id, EventTimeline.of(answers, explained), answers, answers.size() == 1);
    }

    /**
     * Where an account does not add up.
     *
     * @param found empty where the service gave no answer
     */
    public static TemplateInstance account(String service, String intake, Optional<List<MinuteDifference>> found) {
        return Templates.account(service, intake, found.isPresent(), found.orElse(List.of()));
    }

    /** All jobs, when they ran and will, what may be done with them, and what was done. */
    public static TemplateInstance jobs(
            Optional<List<JobRow>> jobs,
            List<JobTimes> times,
            Instant now,
            Optional<List<Actions.Action>> actions,
            String token) {
        List<TimeLine> lines = times.stream().map(one -> TimeLine.of(one, now)).toList();
        return Templates.jobs(
                jobs.isPresent(),
                jobs.orElse(List.of()),
                lines,
                List.of(TimeLine.Kind.values()),
                TimeLine.hours(now),
                TimeLine.troubles(lines),
                actions.isPresent(),
                actions.orElse(List.of()),
                token);
    }

    /**
     * Why somebody may not see or do this, and what helps.
     *
     * @param hasRole whether the person may see the page at all
     * @param detail what was refused
     */
    public static TemplateInstance refused(String who, boolean hasRole, String detail, boolean canLogOut) {
        return Templates.refused(who, hasRole, detail, canLogOut);
    }

    /**
     * The page is there and cannot be shown.
     *
     * @param login whether a login is what lacks; else what the page depends on does not answer
     */
    public static TemplateInstance unavailable(boolean login, String detail) {
        return Templates.unavailable(login, detail);
    }

    /** What can be sent again, what is being sent, and what was done. */
    public static TemplateInstance recovery(
            Selection selection, String note, List<Progress> running, Optional<List<Actions.Action>> actions) {
        return Templates.recovery(
                List.of(Target.values()), selection, note, running, actions.isPresent(), actions.orElse(List.of()));
    }

    /** What a recovery would send, with the button that sends it. */
    public static TemplateInstance preview(Preview preview, String token) {
        return Templates.preview(preview, token);
    }

    /** How far a recovery has come. */
    public static TemplateInstance progress(Progress progress) {
        return Templates.progress(progress);
    }
}
