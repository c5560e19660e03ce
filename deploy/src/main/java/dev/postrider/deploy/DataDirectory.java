package dev.postrider.deploy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * Everything that a one-machine system keeps, below one directory that one process owns.
 *
 * <p>The lock is the kernel's, so it ends with the process, however that ends. Secrets are files of mode 0600.
 */
final class DataDirectory implements AutoCloseable {
    /** No letters and digits that are mistaken for others when typed. */
    private static final String SECRET_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private final Path root;
    private final FileChannel lockFile;

    private DataDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /**
     * Makes the directory if need be, and takes it.
     *
     * @throws StartFailure if another process has it
     */
    static DataDirectory open(Path root) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        // Mail, passwords and keys are below: a directory that we make is its owner's alone.
        Files.createDirectories(
                absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileChannel channel = FileChannel.open(
                absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            String owner = Files.readString(absolute.resolve("lock")).strip();
            channel.close();
            throw new StartFailure("another postrider (process " + owner + ") uses " + absolute
                    + ". Stop it first, or choose another directory with --data.");
        }
        channel.truncate(0);
        channel.write(java.nio.ByteBuffer.wrap(
                Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new DataDirectory(absolute, channel);
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** The content of a secret file, if there is one. */
    Optional<String> secret(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** The content of a secret file; a new one holds {@code length} random characters. */
    String secretOrNew(String name, int length) throws IOException {
        Optional<String> existing = secret(name);
        if (existing.isPresent()) {
            return existing.get();
        }
        String fresh = randomSecret(length);
        writeSecret(name, fresh);
        return fresh;
    }

    /** Writes a file that only its owner may read: beside it first, then moved, so that a crash leaves all or nothing. */
    void writeSecret(String name, String content) throws IOException {
        Path fresh = root.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content + "\n");
        Files.move(fresh, root.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    static String randomSecret(int length) {
        SecureRandom random = new SecureRandom();
        StringBuilder secret = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            secret.append(SECRET_ALPHABET.charAt(random.nextInt(SECRET_ALPHABET.length())));
        }
        return secret.toString();
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
