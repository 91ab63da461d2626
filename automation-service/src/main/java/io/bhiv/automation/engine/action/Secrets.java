package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves references to secrets for a call alone, and masks the secrets in everything that is written down.
 *
 * <p>A reference is {@code ${env:NAME}} or {@code ${file:/path}} anywhere in a text, or a whole header value
 * {@code env:NAME} or {@code file:/path}. Every value that was ever resolved is remembered and masked, so a secret that the
 * target repeats in its answer does not reach a report either.
 */
public final class Secrets {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]{1,1024})}");
    private static final Pattern WHOLE = Pattern.compile("(env|file):([^\\s}]{1,1024})");
    private static final String MASK = "***";
    private static final int LONGEST = 64 * 1024;

    private final Function<String, @Nullable String> environment;
    /** The longest first: a secret that begins another one must not be masked before it. */
    private final Set<String> known = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    public Secrets(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** A reference to a secret that does not exist; the message names the reference, never a value. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Missing(String reference) {
            super("the secret " + reference + " is not there", null, false, false);
        }
    }

    /**
     * The text with every reference in it replaced by what it names.
     *
     * @throws Missing when a secret does not exist
     */
    public String resolve(String text) {
        Matcher found = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(result, Matcher.quoteReplacement(value(found.group(1), found.group(2))));
        }
        return found.appendTail(result).toString();
    }

    /** As {@link #resolve(String)}, and a text that is a reference as a whole. */
    public String resolveHeader(String text) {
        Matcher whole = WHOLE.matcher(text);
        return whole.matches() ? value(whole.group(1), whole.group(2)) : resolve(text);
    }

    /** The same JSON with every reference in every text resolved. */
    public JsonNode resolve(JsonNode json) {
        return switch (json) {
            case ObjectNode object -> {
                ObjectNode resolved = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(one -> resolved.set(one.getKey(), resolve(one.getValue())));
                yield resolved;
            }
            case ArrayNode array -> {
                ArrayNode resolved = JsonNodeFactory.instance.arrayNode();
                array.forEach(one -> resolved.add(resolve(one)));
                yield resolved;
            }
            case JsonNode other when other.isTextual() -> JsonNodeFactory.instance.textNode(resolve(other.asText()));
            case JsonNode other -> other;
        };
    }

    /** The text without any secret that was resolved so far. */
    public String mask(String text) {
        String masked = text;
        for (String secret : known) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }

    private String value(String kind, String name) {
        String value = kind.equals("env") ? environment.apply(name) : read(name);
        if (value == null || value.isEmpty()) {
            throw new Missing(kind + ":" + name);
        }
        known.add(value);
        // What is written down is JSON, where the same secret may stand escaped.
        String escaped = JsonNodeFactory.instance.textNode(value).toString();
        known.add(escaped.substring(1, escaped.length() - 1));
        return value;
    }

    private static @Nullable String read(String name) {
        try {
            Path path = Path.of(name);
            return Files.isReadable(path) && Files.size(path) <= LONGEST
                    ? Files.readString(path).strip()
                    : null;
        } catch (IOException | InvalidPathException unreadable) {
            throw new Missing("file:" + name);
        }
    }
}
