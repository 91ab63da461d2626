package io.bhiv.insight.page;

import io.bhiv.insight.ask.Answered;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The pages that show what a service said. */
public final class Answers {

    private Answers() {}

    /** What was found about an id, or a note why nothing was. */
    public static TemplateInstance search(String id, String note, List<Answered> answers) {
        return Templates.answers("Search", id, note, answers);
    }

    /** All jobs. */
    public static TemplateInstance jobs(Answered answer) {
        return Templates.answers("Jobs", "", "", List.of(answer));
    }
}
