package io.bhiv.insight.page;

import io.bhiv.insight.ask.JobRow;
import io.bhiv.insight.ask.ServiceAnswer;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.bhiv.insight.recover.Preview;
import io.bhiv.insight.recover.Progress;
import io.bhiv.insight.recover.Selection;
import io.bhiv.insight.recover.Target;
import io.bhiv.insight.store.Actions;
import io.bhiv.model.insight.MinuteDifference;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateInstance;
import java.time.Instant;
import java.util.List;

/** The templates of the page, checked at build time. A section is drawn by itself for viewers that have the page open. */
@CheckedTemplate(basePath = "insight")
final class Templates {

    private Templates() {}

    static native TemplateInstance page(
            Picture picture, Verdict verdict, List<GaugeView> gauges, List<LoopView> loops, boolean canLogOut);

    static native TemplateInstance verdict(Picture picture, Verdict verdict);

    static native TemplateInstance accounts(Picture picture);

    static native TemplateInstance numbers(Picture picture);

    static native TemplateInstance syncs(Picture picture);

    static native TemplateInstance intakes(Picture picture);

    static native TemplateInstance queues(Picture picture, List<GaugeView> gauges, List<LoopView> loops);

    static native TemplateInstance silence(Picture picture);

    static native TemplateInstance events(Picture picture);

    static native TemplateInstance answers(
            String id, EventTimeline timeline, List<ServiceAnswer> answers, boolean packetsAlone);

    static native TemplateInstance account(
            String service, String intake, boolean answered, List<MinuteDifference> minutes);

    static native TemplateInstance jobs(
            boolean answered,
            List<JobRow> jobs,
            List<TimeLine> lines,
            List<TimeLine.Kind> kinds,
            List<Instant> hours,
            List<TimeLine.Trouble> troubles,
            boolean kept,
            List<Actions.Action> actions,
            String token);

    static native TemplateInstance actions(boolean kept, List<Actions.Action> actions);

    static native TemplateInstance unavailable(boolean login, String detail);

    static native TemplateInstance recovery(
            List<Target> targets,
            Selection selection,
            String note,
            List<Progress> recoveries,
            boolean kept,
            List<Actions.Action> actions);

    static native TemplateInstance preview(Preview preview, String token);

    static native TemplateInstance progress(Progress progress);

    static native TemplateInstance runbook(RawString html);

    static native TemplateInstance refused(String who, boolean hasRole, String detail, boolean canLogOut);
}
