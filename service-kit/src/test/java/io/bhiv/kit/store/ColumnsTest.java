package io.bhiv.kit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ColumnsTest {

    @Test
    void bytesAreNotCopiedOnTheirWayToTheDriverNorBack() {
        byte[] body = {1, 2, 3};

        Object column =
                new Columns<>(List.of(body)).bytes(Function.identity()).tuple().getValue(0);

        Buffer sent = ((Buffer[]) Objects.requireNonNull(column))[0];
        assertThat(Columns.bytes(new io.vertx.mutiny.core.buffer.Buffer(sent))).isSameAs(body);
    }

    @Test
    void bytesOfAPartOfABufferAreCopied() {
        Buffer part = Buffer.buffer(new byte[] {1, 2, 3, 4}).slice(1, 3);

        assertThat(Columns.bytes(new io.vertx.mutiny.core.buffer.Buffer(part))).containsExactly(2, 3);
    }
}
