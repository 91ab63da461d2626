package io.bhiv.biometric.api;

import io.bhiv.biometric.person.PersonTags;
import io.bhiv.biometric.trigger.TriggerConfig;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Mode;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the application that knows a person says about the person's nights. */
@Path("/api/v1/biometric/people/{reference}/tags")
public class PersonTagResource {

    /** More would be a mistake: each night is a line that the rules read. */
    private static final int MOST_NIGHTS = 60;

    /**
     * What is said of which nights.
     *
     * @param tag {@code atrial_fibrillation, pacemaker, beta_blocker_change, pregnancy, luteal, illness} …
     * @param from the first night, by the date on which the person woke up
     * @param until the last one, tomorrow at most; {@code from} where it is not given
     */
    public record TagRequest(
            @Nullable String tag,
            @Nullable String from,
            @Nullable String until) {

        /** Without the tag, which may be about health. */
        @Override
        public String toString() {
            return "TagRequest[" + from + " to " + until + ']';
        }
    }

    /** How many nights were tagged. */
    public record TagAnswer(int nights) {}

    private final PersonTags tags;
    private final TriggerConfig triggers;
    private final Clock clock;

    PersonTagResource(PersonTags tags, TriggerConfig triggers, Clock clock) {
        this.tags = tags;
        this.triggers = triggers;
        this.clock = clock;
    }

    /** Tags nights of a person who is connected. A tag is not taken back, and one that is said again changes nothing. */
    @POST
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<TagAnswer> tag(String reference, @Nullable TagRequest request) {
        if (triggers.mode() == Mode.FIXED) {
            throw Problem.of(
                            ProblemType.CONFLICT, "The fixed rule is not about a person, so that a tag changes nothing")
                    .asException();
        }
        if (request == null) {
            throw Problem.at("", "Give tag and from").asException();
        }
        if (!ConnectionResource.isReference(reference)) {
            throw unknown();
        }
        Tag tag = Tag.ofWireName(request.tag() == null ? "" : request.tag())
                .orElseThrow(() -> Problem.at("/tag", "Give one of " + names()).asException());
        LocalDate from = date("/from", request.from());
        LocalDate until = request.until() == null ? from : date("/until", request.until());
        LocalDate tomorrow =
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        long nights = ChronoUnit.DAYS.between(from, until) + 1;
        if (nights < 1 || nights > MOST_NIGHTS || until.isAfter(tomorrow)) {
            throw Problem.at(
                            "/until", "Not before from, at most " + MOST_NIGHTS + " nights, and no later than tomorrow")
                    .asException();
        }
        return tags.tag(reference, tag, from, until).map(tagged -> {
            if (!tagged) {
                throw unknown();
            }
            return new TagAnswer((int) nights);
        });
    }

    private static LocalDate date(String pointer, @Nullable String text) {
        try {
            return LocalDate.parse(text == null ? "" : text);
        } catch (DateTimeException noDate) {
            throw Problem.at(pointer, "Give a date, such as 2026-07-05").asException();
        }
    }

    private static RuntimeException unknown() {
        return Problem.of(ProblemType.NOT_FOUND, "Nobody of this reference is connected")
                .asException();
    }

    private static String names() {
        return Arrays.stream(Tag.values()).map(Tag::wireName).collect(Collectors.joining(", "));
    }
}
