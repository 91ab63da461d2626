package io.bhiv.core.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.UpdatePipeline.Keyed;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.identity.Update;
import io.bhiv.core.journal.Appended;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemResponses;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StoreFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Accepts the entries of a batch in parts that are each stored with one fsync, and answers each entry. The parts are stored one
 * after the other, so entries keep their order and other callers are stored in between. Once a part could not be stored, the
 * rest is not tried: sent again, it would come after what it was to come before.
 */
@ApplicationScoped
class BatchIntake {

    /** A JSON body, and whether every entry is durable. */
    record Answer(boolean allStored, String body) {}

    private record Result(boolean stored, String json) {}

    /** Entries next to each other. */
    private record Part(int first, List<BatchEntry> entries) {}

    /** As much as one statement should carry. */
    private static final long PART_BYTES = 4L << 20;

    private final UpdatePipeline pipeline;
    private final ObjectMapper json;

    BatchIntake(UpdatePipeline pipeline, ObjectMapper json) {
        this.pipeline = pipeline;
        this.json = json;
    }

    Uni<Answer> accept(List<BatchEntry> entries, @Nullable String key) {
        AtomicReference<Problem> refusal = new AtomicReference<>();
        return Multi.createFrom()
                .iterable(parts(entries))
                .onItem()
                .transformToUniAndConcatenate(part -> accept(part, key, refusal))
                .collect()
                .asList()
                .map(BatchIntake::answer);
    }

    private static List<Part> parts(List<BatchEntry> entries) {
        List<Part> parts = new ArrayList<>();
        int first = 0;
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            long next =
                    entries.get(i) instanceof BatchEntry.Valid(Submission submission) ? submission.data().length : 0;
            if (bytes + next > PART_BYTES && i > first) {
                parts.add(new Part(first, entries.subList(first, i)));
                first = i;
                bytes = 0;
            }
            bytes += next;
        }
        if (first < entries.size()) {
            parts.add(new Part(first, entries.subList(first, entries.size())));
        }
        return parts;
    }

    private Uni<List<Result>> accept(Part part, @Nullable String key, AtomicReference<Problem> refusal) {
        Problem earlier = refusal.get();
        if (earlier != null) {
            return Uni.createFrom().item(refused(part, earlier));
        }
        List<Keyed> valid = new ArrayList<>();
        for (int i = 0; i < part.entries().size(); i++) {
            if (part.entries().get(i) instanceof BatchEntry.Valid(Submission submission)) {
                valid.add(new Keyed(submission, keyOf(key, part.first() + i, submission)));
            }
        }
        return pipeline.acceptAll(valid)
                .map(appended -> results(part, appended.iterator()))
                .onFailure(BatchIntake::isOutcome)
                .recoverWithItem(failure -> {
                    Problem problem = problemOf(failure);
                    refusal.set(problem);
                    return refused(part, problem);
                });
    }

    private static @Nullable IdempotencyKey keyOf(@Nullable String key, int place, Submission submission) {
        return key == null ? null : IdempotencyKey.of(key + "#" + place, Update.fingerprint(submission));
    }

    private static boolean isOutcome(Throwable failure) {
        return failure instanceof Overloaded || StoreFailure.isTransient(failure);
    }

    private static Problem problemOf(Throwable failure) {
        return failure instanceof Overloaded full
                ? Problem.of(ProblemType.OVERLOADED, full.detail())
                : ProblemResponses.storeUnavailable();
    }

    private List<Result> results(Part part, Iterator<Appended> appended) {
        return part.entries().stream()
                .map(entry -> switch (entry) {
                    case BatchEntry.Invalid(Problem problem) -> refused(problem);
                    case BatchEntry.Valid(Submission submission) -> result(submission, appended.next());
                })
                .toList();
    }

    private Result result(Submission submission, Appended appended) {
        return switch (appended) {
            case Appended.Conflict conflict -> refused(IdempotencyHeader.conflict());
            case Appended.Unconfirmed unconfirmed -> refused(ProblemResponses.storeUnavailable());
            case Appended.Stored stored -> new Result(true, UpdateResponses.body(stored, submission.module()));
            case Appended.Duplicate duplicate -> new Result(true, UpdateResponses.body(duplicate, submission.module()));
        };
    }

    private List<Result> refused(Part part, Problem problem) {
        return part.entries().stream()
                .map(entry -> refused(entry instanceof BatchEntry.Invalid(Problem own) ? own : problem))
                .toList();
    }

    private Result refused(Problem problem) {
        try {
            return new Result(false, "{\"status\":\"error\",\"problem\":" + json.writeValueAsString(problem) + "}");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }

    private static Answer answer(List<List<Result>> parts) {
        List<Result> results = parts.stream().flatMap(List::stream).toList();
        long stored = results.stream().filter(Result::stored).count();
        StringBuilder body = new StringBuilder(results.size() * 200)
                .append("{\"accepted\":")
                .append(stored)
                .append(",\"refused\":")
                .append(results.size() - stored)
                .append(",\"results\":[");
        for (int i = 0; i < results.size(); i++) {
            body.append(i == 0 ? "" : ",").append(results.get(i).json());
        }
        return new Answer(stored == results.size(), body.append("]}").toString());
    }
}
