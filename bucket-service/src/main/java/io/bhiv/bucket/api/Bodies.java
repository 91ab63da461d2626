package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.kit.body.LargeBodies;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads request bodies, the large ones off the event loop; fails with the problem that the caller gets. */
@ApplicationScoped
class Bodies {

    /** A report on packets of one lease: 64 KiB of actions, 100 ids, and room. */
    static final long REPORT = 256 << 10;

    /** A hundred of those. */
    static final long LARGEST = 8 << 20;

    private final LargeBodies large;

    Bodies(LargeBodies large) {
        this.large = large;
    }

    /** What {@code read} makes of the bytes. */
    <T> Uni<T> take(byte[] body, long limit, Function<byte[], T> read) {
        if (body.length > limit) {
            return Uni.createFrom().failure(tooLarge(limit));
        }
        return large.read(body, read);
    }

    /** What {@code read} makes of the tree. */
    <T> Uni<T> read(byte[] body, long limit, Function<JsonNode, T> read) {
        return take(body, limit, bytes -> read.apply(tree(bytes)));
    }

    /** An empty body counts as an empty object. */
    <T> Uni<T> readOptional(byte[] body, long limit, Function<JsonNode, T> read) {
        return take(body, limit, bytes -> read.apply(bytes.length == 0 ? PacketJson.object() : tree(bytes)));
    }

    private static JsonNode tree(byte[] body) {
        try {
            return PacketJson.read(body);
        } catch (JsonRefused refused) {
            throw refusal(refused, "");
        }
    }

    /** @param at JSON pointer of what was read in the body, empty if it is the body */
    static ProblemException refusal(JsonRefused refused, String at) {
        return refused.reason() == JsonRefused.Reason.TOO_MANY_TOKENS
                ? Problem.of(ProblemType.TOO_LARGE, refused.detail()).asException()
                : Problem.at(at + refused.pointer(), refused.detail()).asException();
    }

    static @Nullable Double seconds(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw Problem.at("/" + name, "A number of seconds").asException();
        }
        return value.doubleValue();
    }

    static ProblemException tooLarge(long limit) {
        return Problem.of(ProblemType.TOO_LARGE, "At most " + limit + " bytes").asException();
    }
}
