package io.bhiv.insight.page;

import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Verdict;
import io.quarkus.qute.TemplateInstance;
import java.util.Locale;

/** The parts of the page that change by themselves, in the order in which they stand. */
enum Section {
    VERDICT,
    ACCOUNTS,
    NUMBERS,
    SYNCS,
    INTAKES,
    QUEUES,
    SILENCE,
    EVENTS;

    /** The id of its element, and the name of its event. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    TemplateInstance of(Picture picture, Verdict verdict) {
        return switch (this) {
            case VERDICT -> Templates.verdict(picture, verdict);
            case ACCOUNTS -> Templates.accounts(picture);
            case NUMBERS -> Templates.numbers(picture);
            case SYNCS -> Templates.syncs(picture);
            case INTAKES -> Templates.intakes(picture);
            case QUEUES -> Templates.queues(picture, GaugeView.of(picture), LoopView.of(picture));
            case SILENCE -> Templates.silence(picture);
            case EVENTS -> Templates.events(picture);
        };
    }
}
