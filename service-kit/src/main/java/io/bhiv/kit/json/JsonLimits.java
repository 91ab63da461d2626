package io.bhiv.kit.json;

/**
 * How large a document and its parts may be.
 *
 * @param bytes of the whole document
 * @param depth of nested objects and arrays
 * @param numberLength characters of one number
 * @param nameLength characters of one key
 * @param textLength characters of one string; checked where a string outgrows the parser's buffer, so it bounds memory and not meaning
 * @param tokens braces, brackets, keys and values together: a tree takes up to 60 bytes of memory for each, however few bytes
 *     spell it
 */
public record JsonLimits(int bytes, int depth, int numberLength, int nameLength, int textLength, long tokens) {

    public JsonLimits {
        if (bytes < 1 || depth < 1 || numberLength < 1 || nameLength < 1 || textLength < 1 || tokens < 1) {
            throw new IllegalArgumentException("every limit of a JSON document is at least 1");
        }
    }

    /** 16 MiB, 64 deep, numbers of 1,000 characters, keys of 50,000 and strings of 20,000,000; any number of tokens. */
    public static JsonLimits standard() {
        return new JsonLimits(16 << 20, 64, 1_000, 50_000, 20_000_000, Long.MAX_VALUE);
    }

    public JsonLimits withBytes(int most) {
        return new JsonLimits(most, depth, numberLength, nameLength, textLength, tokens);
    }

    public JsonLimits withDepth(int most) {
        return new JsonLimits(bytes, most, numberLength, nameLength, textLength, tokens);
    }

    public JsonLimits withNumberLength(int most) {
        return new JsonLimits(bytes, depth, most, nameLength, textLength, tokens);
    }

    public JsonLimits withTokens(long most) {
        return new JsonLimits(bytes, depth, numberLength, nameLength, textLength, most);
    }
}
