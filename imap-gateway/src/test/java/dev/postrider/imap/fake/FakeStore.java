package dev.postrider.imap.fake;

import dev.postrider.imap.grammar.Flags;
import dev.postrider.imap.grammar.InternalDate;
import dev.postrider.imap.grammar.MailboxName;
import dev.postrider.imap.grammar.SystemFlag;
import dev.postrider.imap.grammar.UidSet;
import dev.postrider.imap.port.AppendSink;
import dev.postrider.imap.port.AppendSpec;
import dev.postrider.imap.port.AppendedMessage;
import dev.postrider.imap.port.BackendException;
import dev.postrider.imap.port.ChangeFeed;
import dev.postrider.imap.port.CopiedMessages;
import dev.postrider.imap.port.FaultKind;
import dev.postrider.imap.port.FetchRequest;
import dev.postrider.imap.port.LoginCheck;
import dev.postrider.imap.port.Logins;
import dev.postrider.imap.port.MailboxChanges;
import dev.postrider.imap.port.MailboxInfo;
import dev.postrider.imap.port.MailboxListing;
import dev.postrider.imap.port.Mailboxes;
import dev.postrider.imap.port.MessageFlags;
import dev.postrider.imap.port.OpenedMailbox;
import dev.postrider.imap.port.SearchCriterion;
import dev.postrider.imap.port.StoreOperation;
import dev.postrider.imap.port.StoredMessage;
import dev.postrider.sasl.SaslInquiry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One account, {@value #LOGIN} with the password {@value #PASSWORD}, with its mailboxes. Thread-safe. */
public final class FakeStore implements Mailboxes, Logins, ChangeFeed {
    public static final String LOGIN = "bob@example.org";
    public static final String PASSWORD = "secret";

    /** 17-Jul-1996 02:44:25 -0700. */
    public static final InternalDate DATE = new InternalDate(837_596_665_000L, -420);

    private static final long ACCOUNT = 7;

    private final TreeMap<String, FakeMailbox> mailboxes = new TreeMap<>();
    private final Set<MailboxName> orphans = new LinkedHashSet<>();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private long modseq = 1;
    private long nextId = 1;
    private boolean hints = true;
    private Optional<FaultKind> fault = Optional.empty();

    private record Subscriber(@Nullable Context context, Watcher watcher) {}

    public FakeStore() {
        make(new MailboxName("INBOX"), Optional.empty());
        make(new MailboxName("Sent"), Optional.of(MailboxInfo.Role.SENT));
    }

    /** From now on every call fails with this; empty: none does. */
    public synchronized void fail(Optional<FaultKind> kind) {
        fault = kind;
    }

    /** Are watchers told of changes? */
    public synchronized void hints(boolean on) {
        hints = on;
    }

    /** Watchers are told that they may have missed something. */
    public void hintsMissed() {
        subscribers.forEach(one -> on(one.context(), () -> one.watcher().missed()));
    }

    /** Mail arrives. */
    public synchronized long deliver(String mailbox, String octets) {
        FakeMailbox box = named(new MailboxName(mailbox));
        FakeMessage message = box.add(octets, Flags.NONE, DATE, ++modseq);
        changed(box);
        return message.uid();
    }

    /** What a mailbox holds, by UID. */
    public synchronized Map<Long, String> contents(String mailbox) {
        Map<Long, String> contents = new LinkedHashMap<>();
        named(new MailboxName(mailbox)).all().forEach(message -> contents.put(message.uid(), message.octets()));
        return contents;
    }

    private FakeMailbox make(MailboxName name, Optional<MailboxInfo.Role> role) {
        FakeMailbox box = new FakeMailbox(nextId++, name, role, ++modseq);
        box.subscribed = orphans.remove(name) || role.isPresent() || name.isInbox();
        mailboxes.put(name.text(), box);
        return box;
    }

    private void changed(FakeMailbox box) {
        long reached = modseq;
        if (hints) {
            subscribers.forEach(one -> on(one.context(), () -> one.watcher().changed(box.id, reached)));
        }
    }

    private static void on(@Nullable Context context, Runnable action) {
        if (context == null) {
            action.run();
        } else {
            context.runOnContext(v -> action.run());
        }
    }

    private <T> Future<T> answer(Supplier<T> work) {
        synchronized (this) {
            if (fault.isPresent()) {
                return Future.failedFuture(new BackendException(fault.get(), "the test wants it"));
            }
            try {
                return Future.succeededFuture(work.get());
            } catch (BackendException refused) {
                return Future.failedFuture(refused);
            }
        }
    }

    private Future<Void> done(Runnable work) {
        return answer(() -> {
                    work.run();
                    return modseq;
                })
                .mapEmpty();
    }

    private FakeMailbox named(MailboxName name) {
        FakeMailbox box = mailboxes.get(name.text());
        if (box == null) {
            throw new BackendException(FaultKind.NOT_FOUND, "no such mailbox");
        }
        return box;
    }

    private Optional<FakeMailbox> withId(long id) {
        return mailboxes.values().stream().filter(box -> box.id == id).findFirst();
    }

    private FakeMailbox existing(long id) {
        return withId(id).orElseThrow(() -> new BackendException(FaultKind.NOT_FOUND, "no such mailbox"));
    }

    private boolean hasChildren(FakeMailbox box) {
        return mailboxes.keySet().stream().anyMatch(name -> name.startsWith(box.name.text() + "/"));
    }

    @Override
    public Future<LoginCheck> check(SaslInquiry.Password asked, String clientAddress) {
        synchronized (this) {
            if (fault.isPresent()) {
                return Future.succeededFuture(LoginCheck.Refused.UNAVAILABLE);
            }
            return Future.succeededFuture(
                    asked.equals(new SaslInquiry.Password(LOGIN, PASSWORD))
                            ? new LoginCheck.Passed(ACCOUNT, LOGIN)
                            : LoginCheck.Refused.INVALID);
        }
    }

    @Override
    public Watch watch(long accountId, Watcher watcher) {
        Subscriber subscriber = new Subscriber(Vertx.currentContext(), watcher);
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    @Override
    public Future<MailboxListing> list(long accountId) {
        return answer(() -> new MailboxListing(
                mailboxes.values().stream()
                        .map(box -> box.info(hasChildren(box)))
                        .toList(),
                List.copyOf(orphans)));
    }

    @Override
    public Future<Void> create(long accountId, MailboxName given) {
        return done(() -> {
            String text = given.text().endsWith("/")
                    ? given.text().substring(0, given.text().length() - 1)
                    : given.text();
            if (mailboxes.containsKey(text)) {
                throw new BackendException(FaultKind.ALREADY_EXISTS, "there is");
            }
            for (int at = text.indexOf('/'); at > 0; at = text.indexOf('/', at + 1)) {
                if (!mailboxes.containsKey(text.substring(0, at))) {
                    make(new MailboxName(text.substring(0, at)), Optional.empty());
                }
            }
            make(new MailboxName(text), Optional.empty());
        });
    }

    @Override
    public Future<Void> delete(long accountId, MailboxName name) {
        return done(() -> {
            FakeMailbox box = named(name);
            if (name.isInbox() || hasChildren(box)) {
                throw new BackendException(FaultKind.NOT_POSSIBLE, "it stays");
            }
            mailboxes.remove(name.text());
            modseq++;
            changed(box);
        });
    }

    @Override
    public Future<Void> rename(long accountId, MailboxName from, MailboxName to) {
        return done(() -> {
            FakeMailbox box = named(from);
            if (mailboxes.containsKey(to.text())) {
                throw new BackendException(FaultKind.ALREADY_EXISTS, "there is");
            }
            if (from.isInbox()) {
                FakeMailbox target = make(to, Optional.empty());
                transfer(box, target, box.all(), true);
                return;
            }
            for (FakeMailbox moved : List.copyOf(mailboxes.values())) {
                String name = moved.name.text();
                if (name.equals(from.text()) || name.startsWith(from.text() + "/")) {
                    mailboxes.remove(name);
                    moved.name = new MailboxName(
                            to.text() + name.substring(from.text().length()));
                    mailboxes.put(moved.name.text(), moved);
                }
            }
        });
    }

    @Override
    public Future<Void> setSubscribed(long accountId, MailboxName name, boolean subscribed) {
        return done(() -> {
            FakeMailbox box = mailboxes.get(name.text());
            if (box != null) {
                box.subscribed = subscribed;
            } else if (subscribed) {
                orphans.add(name);
            } else {
                orphans.remove(name);
            }
        });
    }

    @Override
    public Future<MailboxInfo> get(long accountId, MailboxName name) {
        return answer(() -> named(name).info(hasChildren(named(name))));
    }

    @Override
    public Future<OpenedMailbox> open(long accountId, MailboxName name, boolean readOnly) {
        return answer(() -> named(name).open(readOnly));
    }

    @Override
    public Future<MailboxChanges> changes(long accountId, long mailboxId, long sinceModseq) {
        return answer(() -> withId(mailboxId)
                .map(box -> new MailboxChanges(
                        false,
                        box.modseq,
                        box.all().stream()
                                .filter(message -> message.modseq() > sinceModseq)
                                .map(FakeMessage::toFlags)
                                .toList(),
                        box.expunged.entrySet().stream()
                                .filter(gone -> gone.getValue() > sinceModseq)
                                .map(Map.Entry::getKey)
                                .toList()))
                .orElse(new MailboxChanges(true, 0, List.of(), List.of())));
    }

    @Override
    public Future<List<Long>> search(long accountId, long mailboxId, SearchCriterion criterion, long recentFromUid) {
        FakeSearch search = new FakeSearch(recentFromUid);
        return answer(() -> existing(mailboxId).all().stream()
                .filter(message -> search.matches(criterion, message))
                .map(FakeMessage::uid)
                .toList());
    }

    @Override
    public Future<List<MessageFlags>> store(
            long accountId, long mailboxId, UidSet uids, StoreOperation operation, Flags flags) {
        return answer(() -> {
            FakeMailbox box = existing(mailboxId);
            long now = ++modseq;
            List<MessageFlags> result = new ArrayList<>();
            for (FakeMessage message : chosen(box, uids)) {
                Flags changed = combined(message.flags(), operation, flags);
                FakeMessage after = changed.equals(message.flags()) ? message : message.with(changed, now);
                box.messages.put(message.uid(), after);
                box.modseq = Math.max(box.modseq, after.modseq());
                result.add(after.toFlags());
            }
            changed(box);
            return result;
        });
    }

    private static List<FakeMessage> chosen(FakeMailbox box, UidSet uids) {
        return box.all().stream()
                .filter(message -> uids.contains(message.uid()))
                .toList();
    }

    private static Flags combined(Flags before, StoreOperation operation, Flags given) {
        Set<String> keywords = new TreeSet<>(before.keywords());
        return switch (operation) {
            case REPLACE -> given;
            case ADD -> {
                keywords.addAll(given.keywords());
                yield new Flags(before.system() | given.system(), List.copyOf(keywords));
            }
            case REMOVE -> {
                given.keywords().forEach(keywords::remove);
                yield new Flags(before.system() & ~given.system(), List.copyOf(keywords));
            }
        };
    }

    @Override
    public Future<CopiedMessages> copy(long accountId, long mailboxId, UidSet uids, MailboxName to, boolean move) {
        return answer(() -> {
            FakeMailbox source = existing(mailboxId);
            return transfer(source, named(to), chosen(source, uids), move);
        });
    }

    private CopiedMessages transfer(FakeMailbox source, FakeMailbox target, List<FakeMessage> chosen, boolean move) {
        long now = ++modseq;
        List<Long> from = new ArrayList<>();
        List<Long> into = new ArrayList<>();
        for (FakeMessage message : chosen) {
            from.add(message.uid());
            into.add(target.add(message.octets(), message.flags(), message.date(), now)
                    .uid());
            if (move) {
                source.expunge(message.uid(), now);
            }
        }
        changed(target);
        changed(source);
        return new CopiedMessages(target.uidValidity, from, into);
    }

    @Override
    public Future<List<Long>> expunge(long accountId, long mailboxId, Optional<UidSet> uids) {
        return answer(() -> {
            FakeMailbox box = existing(mailboxId);
            long now = ++modseq;
            List<Long> gone = box.all().stream()
                    .filter(message -> message.flags().has(SystemFlag.DELETED))
                    .map(FakeMessage::uid)
                    .filter(uid -> uids.isEmpty() || uids.get().contains(uid))
                    .toList();
            gone.forEach(uid -> box.expunge(uid, now));
            changed(box);
            return gone;
        });
    }

    @Override
    public void fetch(long accountId, FetchRequest request, Flow.Subscriber<StoredMessage> subscriber) {
        List<StoredMessage> messages = new ArrayList<>();
        Optional<Throwable> failure;
        synchronized (this) {
            failure = fault.map(kind -> new BackendException(kind, "the test wants it"));
            withId(request.mailboxId())
                    .filter(box -> failure.isEmpty())
                    .ifPresent(box -> chosen(box, request.uids())
                            .forEach(message ->
                                    messages.add(message.read(request, box.id * 1_000_000_000L + message.uid()))));
        }
        FakeStreams.publish(messages, failure, subscriber);
    }

    @Override
    public void read(long accountId, long emailId, long offset, long length, Flow.Subscriber<ByteBuffer> subscriber) {
        List<ByteBuffer> chunks = new ArrayList<>();
        synchronized (this) {
            FakeMessage message = existing(emailId / 1_000_000_000L).messages.get(emailId % 1_000_000_000L);
            byte[] octets = message == null ? new byte[0] : message.bytes();
            int end = (int) Math.min(octets.length, offset + length);
            for (int at = (int) offset; at < end; at += 65_536) {
                chunks.add(ByteBuffer.wrap(octets, at, Math.min(65_536, end - at)));
            }
        }
        FakeStreams.publish(chunks, Optional.empty(), subscriber);
    }

    @Override
    public AppendSink append(long accountId, AppendSpec spec) {
        return new FakeAppend(
                spec,
                octets -> answer(() -> {
                    FakeMailbox box = named(spec.mailbox());
                    FakeMessage message =
                            box.add(octets, spec.flags(), spec.date().orElse(DATE), ++modseq);
                    changed(box);
                    return new AppendedMessage(box.uidValidity, message.uid());
                }));
    }
}
