package io.bhiv.insight.page;

import io.bhiv.insight.ask.Answered;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the page, checked at build time. A section is drawn by itself for viewers that have the page open. */
@CheckedTemplate(basePath = "insight")
final class Templates {

    private Templates() {}

    static native TemplateInstance page(
            Picture picture,
            Verdict verdict,
            List<QueueView> queues,
            List<QueueView.GaugeView> gauges,
            List<QueueView.LoopView> loops);

    static native TemplateInstance verdict(Picture picture, Verdict verdict);

    static native TemplateInstance accounts(Picture picture);

    static native TemplateInstance numbers(Picture picture);

    static native TemplateInstance intakes(Picture picture);

    static native TemplateInstance queues(
            Picture picture, List<QueueView> queues, List<QueueView.GaugeView> gauges, List<QueueView.LoopView> loops);

    static native TemplateInstance silence(Picture picture);

    static native TemplateInstance events(Picture picture);

    static native TemplateInstance answers(String title, String id, String note, List<Answered> answers);

    static native TemplateInstance runbook(List<RunbookPart> parts);
}
