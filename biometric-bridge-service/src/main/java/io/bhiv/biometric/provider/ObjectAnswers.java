package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.provider.ObjectApi.Body;
import io.bhiv.biometric.provider.ObjectApi.Item;
import io.bhiv.biometric.provider.ObjectApi.Missing;
import io.bhiv.biometric.provider.ObjectApi.Next;
import io.bhiv.kit.call.HttpCalls.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What answers of every provider have in common. */
public final class ObjectAnswers {

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_VERSION = 64;

    private ObjectAnswers() {}

    /** What a status other than 200 means; {@code quota} is the pause that a 429 asks for. */
    public static Next refused(int status, Duration quota) {
        return switch (status) {
            case 401 -> new Next.TokenRefused();
            case 403 -> new Next.Denied();
            case 404 -> new Next.NotAvailableYet(Missing.NOT_FOUND);
            case 410 -> new Next.Gone();
            case 429 -> new Next.Throttled(quota);
            default -> status >= 500 || status == 408 ? new Next.Unavailable(status) : new Next.Broken(status);
        };
    }

    /** All elements of the pages of a list. */
    public sealed interface Listed {

        /** There is another page. */
        record More(String token) implements Listed {}

        /** These are all. */
        record All(List<byte[]> items) implements Listed {}

        /** What a page's status means. */
        record Refused(Next why) implements Listed {}
    }

    /** A list of more pages never ends. */
    private static final int MOST_PAGES = 100;

    /**
     * Reads the pages of a list that were asked for one after the other; a token that comes again leads nowhere.
     *
     * @param quota the pause that the last page asks for
     */
    public static Listed list(List<Answer> pages, String name, Duration quota) {
        List<byte[]> items = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < pages.size(); i++) {
            Answer answer = pages.get(i);
            if (answer.status() != 200) {
                Next why = refused(answer.status(), quota);
                return new Listed.Refused(why instanceof Next.NotAvailableYet ? new Next.NotOffered() : why);
            }
            SmallJson.Page page = SmallJson.page(answer.body(), name);
            if (page == null || (page.next() != null && !tokens.add(page.next())) || i == MOST_PAGES) {
                return new Listed.Refused(new Next.Broken(200));
            }
            items.addAll(page.items());
            if (page.next() != null && i == pages.size() - 1) {
                return new Listed.More(page.next());
            }
        }
        return new Listed.All(items);
    }

    /** Elements by their ids, the last of each; without those that have none. */
    public static List<Item> items(List<byte[]> elements, Function<byte[], @Nullable Item> reading) {
        Map<String, Item> byId = new LinkedHashMap<>();
        for (byte[] element : elements) {
            Item item = reading.apply(element);
            if (item != null) {
                byId.put(item.id(), item);
            }
        }
        return List.copyOf(byId.values());
    }

    /** Whether an id can stand in a path: ids come from notices, and must lead nowhere else. */
    public static boolean isPlain(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
    }

    /** A body whose version is the time of its last change. */
    public static Body body(byte[] bytes, JsonNode changedAt) {
        String text =
                changedAt.isTextual() && changedAt.asText().length() <= LONGEST_VERSION ? changedAt.asText() : null;
        Long millis = text == null ? null : millis(text);
        return new Body(bytes, millis == null ? null : text, millis);
    }

    private static @Nullable Long millis(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException unreadable) {
            return null;
        }
    }
}
