package dev.postrider.blobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FileBlobStoreTest extends BlobStoreContract {
    private Path root = Path.of("");

    @Override
    BlobStore open(Vertx vertx) {
        try {
            root = Files.createTempDirectory("postrider-blobs-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FileBlobStore(vertx, root);
    }

    @Override
    void remove() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private List<Path> filesUnder(String directory) throws IOException {
        try (Stream<Path> paths = Files.walk(root.resolve(directory))) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void noTemporaryFileIsLeftAfterCommitAndAbort() throws IOException {
        put("mail/a", random(100, 1));
        BlobWriter aborted = onLoop(() -> store().create("mail/b"));
        onLoop(() -> aborted.write(Buffer.buffer("x")));
        onLoop(aborted::abort);
        assertEquals(
                List.of(".lock"),
                filesUnder("incoming").stream()
                        .map(path -> path.getFileName().toString())
                        .toList());
    }

    @Test
    void blobsAreSpreadOverDirectories() throws IOException {
        for (int i = 0; i < 64; i++) {
            put("mail/01KB%022d".formatted(i), random(1, i));
        }
        try (Stream<Path> directories = Files.list(root.resolve("blobs"))) {
            assertTrue(directories.count() > 32);
        }
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws IOException {
        BlobWriter living = onLoop(() -> store().create("mail/living"));
        onLoop(() -> living.write(Buffer.buffer("still here")));
        Path dead = Files.createDirectories(root.resolve("incoming/dead"));
        Files.writeString(dead.resolve(".lock"), "");
        Files.writeString(dead.resolve("1"), "half a body");
        Vertx other = Vertx.vertx();
        BlobStore second = new FileBlobStore(other, root);
        await(second.ping());
        assertTrue(Files.notExists(dead));
        onLoop(living::commit);
        assertArrayEquals("still here".getBytes(StandardCharsets.UTF_8), get("mail/living", 0, -1));
        await(second.close());
        await(other.close());
    }

    @Test
    void twoStoresOnOneDirectorySeeEachOthersBlobs() {
        Vertx other = Vertx.vertx();
        BlobStore second = new FileBlobStore(other, root);
        put("mail/shared", random(1000, 5));
        assertEquals(1000, await(second.size("mail/shared")));
        await(second.close());
        await(other.close());
    }

    @Test
    void aFaultOfTheDiskIsAStoreFaultAndLeavesNothing() throws IOException {
        BlobWriter writer = onLoop(() -> store().create("mail/fault"));
        onLoop(() -> writer.write(Buffer.buffer("x")));
        Path target = ((FileBlobStore) store()).pathOf("mail/fault");
        // A directory stands where the file should go.
        Files.createDirectories(target.resolve("in-the-way"));
        assertInstanceOf(BlobStoreException.class, failureOf(writer.commit()));
        assertEquals(1, filesUnder("incoming").size());
    }

    @Test
    void aRootThatCannotBeMadeFailsTheFirstCall() throws IOException {
        Path file = Files.writeString(root.resolve("a-file"), "");
        Vertx other = Vertx.vertx();
        BlobStore broken = new FileBlobStore(other, file.resolve("below"));
        assertInstanceOf(BlobStoreException.class, failureOf(broken.create("mail/x")));
        assertInstanceOf(BlobStoreException.class, failureOf(broken.ping()));
        await(broken.close());
        await(other.close());
    }
}
