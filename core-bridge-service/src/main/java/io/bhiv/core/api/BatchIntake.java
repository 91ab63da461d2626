package io.bhiv.core.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.identity.IdempotencyKey;
import io.bhiv.core.identity.Submission;
import io.bhiv.core.identity.Update;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemResponses;
import io.bhiv.kit.problem.ProblemType;
import io.bhiv.kit.store.StoreFailure;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accepts the entries of a batch one by one; the group commit writes them together. */
@ApplicationScoped
class BatchIntake {

    /** A JSON body, and whether every entry is durable. */
    record Answer(boolean allStored, String body) {}

    private record Result(boolean stored, String json) {}

    private final UpdatePipeline pipeline;
    private final ObjectMapper json;

    BatchIntake(UpdatePipeline pipeline, ObjectMapper json) {
        this.pipeline = pipeline;
        this.json = json;
    }

    Uni<Answer> accept(List<BatchEntry> entries, @Nullable String key) {
        if (entries.isEmpty()) {
            return Uni.createFrom().item(new Answer(true, "{\"accepted\":0,\"refused\":0,\"results\":[]}"));
        }
        List<Uni<Result>> results = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            results.add(accept(entries.get(i), key == null ? null : key + "#" + i));
        }
        return Uni.join().all(results).andFailFast().map(BatchIntake::answer);
    }

    private Uni<Result> accept(BatchEntry entry, @Nullable String key) {
        return switch (entry) {
            case BatchEntry.Invalid(Problem problem) -> Uni.createFrom().item(refused(problem));
            case BatchEntry.Valid(Submission submission) ->
                pipeline.accept(submission, keyOf(key, submission))
                        .map(appended -> new Result(true, UpdateResponses.body(appended, submission.module())))
                        .onFailure(BatchIntake::isOutcome)
                        .recoverWithItem(failure -> refused(problemOf(failure)));
        };
    }

    private static @Nullable IdempotencyKey keyOf(@Nullable String key, Submission submission) {
        return key == null ? null : IdempotencyKey.of(key, Update.fingerprint(submission));
    }

    private static boolean isOutcome(Throwable failure) {
        return failure instanceof ProblemException
                || failure instanceof Overloaded
                || StoreFailure.isTransient(failure);
    }

    private static Problem problemOf(Throwable failure) {
        return switch (failure) {
            case ProblemException refusal -> refusal.problem();
            case Overloaded full -> Problem.of(ProblemType.OVERLOADED, full.detail());
            default -> ProblemResponses.storeUnavailable();
        };
    }

    private Result refused(Problem problem) {
        try {
            return new Result(false, "{\"status\":\"error\",\"problem\":" + json.writeValueAsString(problem) + "}");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }

    private static Answer answer(List<Result> results) {
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
