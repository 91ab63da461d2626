package io.bhiv.play.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with holes of a fixed width, filled in place: {@code {"id":"<id:16>"}} has a hole named {@code id}, 16 bytes wide.
 *
 * <p>Everything around the holes is encoded once; filling one allocates nothing. One thread only.
 */
public final class ByteTemplate {

    private static final Pattern HOLE = Pattern.compile("<([a-z_]+):([0-9]+)>");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final List<Named> holes;

    private record Named(String name, int at, int width) {}

    /** The places of one hole; a name may occur several times. */
    public static final class Hole {
        private final int[] places;
        private final int width;

        private Hole(int[] places, int width) {
            this.places = places;
            this.width = width;
        }
    }

    private ByteTemplate(byte[] bytes, List<Named> holes) {
        this.bytes = bytes;
        this.holes = holes;
    }

    /** Reads a template of ASCII text; holes are {@code <name:width>}. */
    public static ByteTemplate of(String text) {
        List<Named> holes = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        Matcher matcher = HOLE.matcher(text);
        while (matcher.find()) {
            matcher.appendReplacement(plain, "");
            int width = Integer.parseInt(matcher.group(2));
            holes.add(new Named(matcher.group(1), plain.length(), width));
            plain.repeat('0', width);
        }
        matcher.appendTail(plain);
        return new ByteTemplate(plain.toString().getBytes(StandardCharsets.US_ASCII), holes);
    }

    /** The hole of this name; an unknown name or differing widths are a mistake of the template's author. */
    public Hole hole(String name) {
        List<Named> places =
                holes.stream().filter(hole -> hole.name().equals(name)).toList();
        long widths = places.stream().mapToInt(Named::width).distinct().count();
        if (widths != 1) {
            throw new IllegalArgumentException("the template has no hole, or holes of several widths, named " + name);
        }
        return new Hole(
                places.stream().mapToInt(Named::at).toArray(), places.getFirst().width());
    }

    /** Fills a hole with the last digits of a number, with leading zeros. */
    public void digits(Hole hole, long value) {
        for (int place : hole.places) {
            long rest = value;
            for (int at = place + hole.width - 1; at >= place; at--) {
                bytes[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
    }

    /** Fills a hole with the lowest bits of a number in lower-case hex, with leading zeros. */
    public void hex(Hole hole, long value) {
        for (int place : hole.places) {
            long rest = value;
            for (int at = place + hole.width - 1; at >= place; at--) {
                bytes[at] = HEX[(int) (rest & 15)];
                rest >>>= 4;
            }
        }
    }

    /** Fills a hole with bytes of exactly its width. */
    public void bytes(Hole hole, byte[] source, int from) {
        for (int place : hole.places) {
            System.arraycopy(source, from, bytes, place, hole.width);
        }
    }

    /** The first place of a hole in {@link #array()}. */
    public int at(Hole hole) {
        return hole.places[0];
    }

    /** The filled text; the array itself, which the next filling changes. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }
}
