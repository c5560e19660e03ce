package dev.postrider.blobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private place of one open store for bodies that are still arriving, marked as alive by a file lock. The kernel lets go of the
 * lock when the process dies, however it dies, which tells left-overs from work in progress without any clock.
 */
final class IncomingDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IncomingDirectory.class);
    private static final String LOCK_FILE = ".lock";

    private final Path path;
    private final FileChannel channel;

    private IncomingDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static IncomingDirectory open(Path parent) throws IOException {
        Files.createDirectories(parent);
        removeLeftOvers(parent);
        Path path = Files.createDirectory(parent.resolve(UUID.randomUUID().toString()));
        FileChannel channel =
                FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("cannot lock " + path);
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new IncomingDirectory(path, channel);
    }

    Path path() {
        return path;
    }

    private static void removeLeftOvers(Path parent) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, Files::isDirectory)) {
            for (Path directory : directories) {
                removeIfAbandoned(directory);
            }
        }
    }

    private static void removeIfAbandoned(Path directory) throws IOException {
        // A directory without its lock file is about to get one: its owner is between two calls. Leave it.
        try (FileChannel channel = FileChannel.open(directory.resolve(LOCK_FILE), StandardOpenOption.WRITE)) {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                return;
            }
            int bodies = removeAll(directory);
            log.atInfo()
                    .addKeyValue("directory", directory)
                    .addKeyValue("bodies", bodies)
                    .log("removed unfinished bodies of a store that is gone");
        } catch (OverlappingFileLockException e) {
            log.debug("{} belongs to another store of this process", directory);
        } catch (NoSuchFileException e) {
            log.debug("{} has no lock file", directory);
        }
    }

    private static int removeAll(Path directory) throws IOException {
        int bodies = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (!file.endsWith(LOCK_FILE)) {
                    Files.deleteIfExists(file);
                    bodies++;
                }
            }
        }
        Files.deleteIfExists(directory.resolve(LOCK_FILE));
        Files.deleteIfExists(directory);
        return bodies;
    }

    @Override
    public void close() throws IOException {
        removeAll(path);
        channel.close();
    }
}
