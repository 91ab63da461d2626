package io.bhiv.kit.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns rows into the column arrays that a statement with {@code unnest} takes. Calls follow the order of its parameters. */
public final class Columns<T> {

    private final List<T> rows;
    private final List<Object> parameters = new ArrayList<>();

    public Columns(List<T> rows) {
        this.rows = rows;
    }

    public Columns<T> uuids(Function<T, @Nullable UUID> column) {
        parameters.add(rows.stream().map(column).toArray(UUID[]::new));
        return this;
    }

    public Columns<T> texts(Function<T, @Nullable String> column) {
        parameters.add(rows.stream().map(column).map(Columns::storable).toArray(String[]::new));
        return this;
    }

    /** PostgreSQL's text cannot hold U+0000, which JSON can: one such character must not make a row unstorable for ever. */
    private static @Nullable String storable(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    public Columns<T> longs(Function<T, @Nullable Long> column) {
        parameters.add(rows.stream().map(column).toArray(Long[]::new));
        return this;
    }

    public Columns<T> doubles(Function<T, @Nullable Double> column) {
        parameters.add(rows.stream().map(column).toArray(Double[]::new));
        return this;
    }

    public Columns<T> booleans(Function<T, Boolean> column) {
        parameters.add(rows.stream().map(column).toArray(Boolean[]::new));
        return this;
    }

    public Columns<T> times(Function<T, Instant> column) {
        parameters.add(rows.stream()
                .map(row -> column.apply(row).atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new));
        return this;
    }

    /** Wraps the arrays and does not copy them: a body may be tens of MiB. */
    public Columns<T> bytes(Function<T, byte[]> column) {
        parameters.add(rows.stream().map(row -> wrapped(column.apply(row))).toArray(Buffer[]::new));
        return this;
    }

    @SuppressWarnings("deprecation") // Vert.x 5 moves it to BufferInternal; Buffer.buffer(byte[]) copies.
    private static Buffer wrapped(byte[] bytes) {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** The bytes of a column that was read, without a copy where the driver's buffer is exactly they. */
    @SuppressWarnings("deprecation") // As above; getBytes() copies.
    public static byte[] bytes(io.vertx.mutiny.core.buffer.Buffer read) {
        ByteBuf bytes = read.getDelegate().getByteBuf();
        boolean exact = bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == bytes.readableBytes();
        return exact ? bytes.array() : read.getBytes();
    }

    public Columns<T> value(Object single) {
        parameters.add(single);
        return this;
    }

    /** Appends the parameters of other rows: one statement may take several tables' worth. */
    public Columns<T> and(Columns<?> more) {
        parameters.addAll(more.parameters);
        return this;
    }

    public Tuple tuple() {
        return Tuple.tuple(parameters);
    }
}
