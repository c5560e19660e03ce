package dev.postrider.blobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as files: {@code <root>/blobs/<xx>/<yy>/<key>}, where {@code xx/yy} are 16 bits of the key's hash, so that no directory grows huge.
 *
 * <p>A body is written under {@code <root>/incoming/<store>/} in the same file system, and appears by an atomic rename after its
 * octets are synced. Each open store holds a lock on its own incoming directory; directories that nobody holds are left-overs of a
 * killed process and are removed at start. Several processes may share a root.
 */
public final class FileBlobStore implements BlobStore {
    private static final Logger log = LoggerFactory.getLogger(FileBlobStore.class);
    private static final int READ_BUFFER_OCTETS = 64 * 1024;

    private final Vertx vertx;
    private final Path blobs;
    private final Blocking blocking;
    private final Future<IncomingDirectory> incoming;
    private final AtomicLong sequence = new AtomicLong();

    /** Opens the store in {@code root}, which is created if need be; a failure shows at the first {@link #create(String)}. */
    public FileBlobStore(Vertx vertx, Path root) {
        this.vertx = vertx;
        this.blobs = root.resolve("blobs");
        this.blocking = new Blocking(vertx, "blob-files-");
        this.incoming = blocking.run(() -> {
            Files.createDirectories(blobs);
            return IncomingDirectory.open(root.resolve("incoming"));
        });
    }

    @Override
    public Future<BlobWriter> create(String key) {
        if (!BlobKey.isValid(key)) {
            return Future.failedFuture(BlobKey.invalid(key));
        }
        Path target = pathOf(key);
        return incoming.compose(directory -> {
            Path temporary = directory.path().resolve(Long.toString(sequence.incrementAndGet(), Character.MAX_RADIX));
            OpenOptions options =
                    new OpenOptions().setRead(false).setWrite(true).setCreateNew(true);
            return vertx.fileSystem()
                    .open(temporary.toString(), options)
                    .<BlobWriter>map(file -> new FileBlobWriter(file, temporary, target, blocking))
                    .recover(e ->
                            Future.failedFuture(new BlobStoreException("cannot write into " + directory.path(), e)));
        });
    }

    @Override
    public Future<ReadStream<Buffer>> read(String key, long offset, long length) {
        if (!BlobKey.isValid(key)) {
            return Future.failedFuture(BlobKey.invalid(key));
        }
        if (offset < 0) {
            return Future.failedFuture(new IllegalArgumentException("negative offset " + offset));
        }
        OpenOptions options = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        return vertx.fileSystem()
                .open(pathOf(key).toString(), options)
                .map(file -> range(file, offset, length))
                .recover(e -> Future.failedFuture(unreadable(key, e)));
    }

    private static ReadStream<Buffer> range(AsyncFile file, long offset, long length) {
        file.pause();
        file.setReadBufferSize(READ_BUFFER_OCTETS);
        file.setReadPos(offset);
        if (length >= 0) {
            file.setReadLength(length);
        }
        return new FileRange(file);
    }

    @Override
    public Future<Long> size(String key) {
        return onFile(key, path -> {
            try {
                return Files.size(path);
            } catch (NoSuchFileException e) {
                throw new BlobNotFoundException(key);
            }
        });
    }

    @Override
    public Future<Boolean> exists(String key) {
        return onFile(key, path -> Files.isRegularFile(path));
    }

    @Override
    public Future<Void> delete(String key) {
        return onFile(key, path -> {
                    if (Files.deleteIfExists(path)) {
                        syncDirectory(parentOf(path));
                    }
                    return path;
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> list(String prefix, Consumer<BlobInfo> visitor) {
        return blocking.run(() -> {
                    walk(prefix, visitor);
                    return prefix;
                })
                .mapEmpty();
    }

    private void walk(String prefix, Consumer<BlobInfo> visitor) throws IOException {
        if (!Files.isDirectory(blobs)) {
            return;
        }
        Files.walkFileTree(blobs, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = blobs.relativize(file);
                if (attributes.isRegularFile() && relative.getNameCount() > 2) {
                    String key = keyOf(relative.subpath(2, relative.getNameCount()));
                    if (key.startsWith(prefix)) {
                        visitor.accept(new BlobInfo(
                                key,
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()));
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                // Deleted between the listing and the look: not an error of the walk.
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    @Override
    public Future<Void> ping() {
        return incoming.compose(directory ->
                        blocking.run(() -> Files.getFileStore(directory.path()).getUsableSpace()))
                .mapEmpty();
    }

    @Override
    public Future<Void> close() {
        return incoming.compose(
                        directory -> blocking.run(() -> {
                            directory.close();
                            return directory;
                        }),
                        e -> Future.<IncomingDirectory>succeededFuture())
                .<Void>mapEmpty()
                .andThen(done -> blocking.close());
    }

    private <T> Future<T> onFile(String key, FileCall<T> call) {
        if (!BlobKey.isValid(key)) {
            return Future.failedFuture(BlobKey.invalid(key));
        }
        Path path = pathOf(key);
        Callable<T> callable = () -> call.apply(path);
        return blocking.run(callable);
    }

    @FunctionalInterface
    private interface FileCall<T> {
        T apply(Path path) throws IOException;
    }

    /** {@code mail/01ABC} is {@code <blobs>/<hash>/<hash>/mail/01ABC}. */
    Path pathOf(String key) {
        int hash = spread(key);
        return blobs.resolve(hexByte(hash >>> 8)).resolve(hexByte(hash)).resolve(key);
    }

    private static int spread(String key) {
        // Queue ids are time-ordered: multiply so that neighbours fall into different directories.
        return (key.hashCode() * 0x9E3779B1) >>> 16;
    }

    private static String hexByte(int value) {
        return String.format(Locale.ROOT, "%02x", value & 0xff);
    }

    private static String keyOf(Path relative) {
        StringBuilder key = new StringBuilder();
        for (Path segment : relative) {
            key.append(key.isEmpty() ? "" : "/").append(segment);
        }
        return key.toString();
    }

    private static Throwable unreadable(String key, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchFileException) {
                return new BlobNotFoundException(key);
            }
        }
        return new BlobStoreException("cannot read blob " + key, e);
    }

    /** Makes names in a directory durable: a rename is on disk only after its directory is. */
    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            log.debug("directory {} went away before it was synced", directory);
        }
    }

    static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new UncheckedIOException(new IOException("no parent: " + path));
        }
        return parent;
    }
}
