package io.filetransfer.client.transfer;

import io.filetransfer.client.FileTransferException;
import io.filetransfer.client.LinkRequest;
import io.filetransfer.client.NewLink;
import io.filetransfer.client.RemoteFile;
import io.filetransfer.client.Transfer;
import io.filetransfer.client.TransferListener;
import io.filetransfer.client.VerifyResult;
import io.filetransfer.client.failure.RetryBudget;
import io.filetransfer.codec.Choice;
import io.filetransfer.codec.Digest;
import io.filetransfer.codec.DigestAlgorithm;
import io.filetransfer.codec.Durability;
import io.filetransfer.codec.LinkAction;
import io.filetransfer.codec.LinkInfo;
import io.filetransfer.codec.ModeRule;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Options;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The requests of a client that move no file: what is there, what its digest is, and changes of names. */
public final class Questions {
    /** What a server reads in some milliseconds; bytes. */
    private static final long LONG_READ = 8 << 20;

    private final TransferEngine engine;

    public Questions(TransferEngine engine) {
        this.engine = engine;
    }

    public Transfer<Long> list(
            String directory,
            boolean recursive,
            Consumer<? super ModeRule> modes,
            Consumer<? super RemoteFile> entries) {
        Objects.requireNonNull(modes, "modes");
        Objects.requireNonNull(entries, "entries");
        Request request = ListExchange.request(directory, recursive);
        EntryTarget target = new EntryTarget(request, modes, entries, true, engine.userCode());
        return listing(request, target, target::count);
    }

    public Transfer<List<RemoteFile>> list(String directory) {
        List<RemoteFile> entries = new ArrayList<>();
        Request request = ListExchange.request(directory, false);
        EntryTarget target = new EntryTarget(request, rule -> {}, entries::add, false, engine.serialDisk());
        return listing(request, target, () -> entries);
    }

    private <T> Transfer<T> listing(Request request, EntryTarget target, Supplier<T> result) {
        RunningTransfer<T> transfer = engine.transfer(TransferListener.NONE);
        RetryBudget budget = engine.budget(request.name(), transfer);
        return engine.submit(new ListingJob<>(request, target, result, budget, transfer), false);
    }

    public Transfer<RemoteFile> stat(String name) {
        return ask(Choice.STAT, name, Options.NONE, reply -> AnswerValues.remoteFile(name, reply));
    }

    public Transfer<Digest> digest(String name, DigestAlgorithm algorithm) {
        Options options = Options.NONE.with(Option.DIGEST_ALGORITHM, algorithm).with(Option.PROGRESS, true);
        return ask(Choice.DIGEST, name, options, reply -> reply.get(Option.DIGEST, null));
    }

    public Transfer<VerifyResult> verify(String name, long size) {
        Options options = Options.NONE.with(Option.VERIFY, true).with(Option.PROGRESS, true);
        RunningTransfer<VerifyResult> transfer = engine.transfer(TransferListener.NONE);
        transfer.total(size == Long.MAX_VALUE ? -1 : size);
        Function<Options, VerifyResult> result = reply -> {
            VerifyResult verified = AnswerValues.verified(name, reply);
            transfer.moved(verified.compared() ? verified.size() : 0);
            return verified;
        };
        return ask(Choice.DIGEST, name, options, size > LONG_READ, result, transfer);
    }

    public Transfer<Durability> makeDirectory(String name, boolean parents) {
        return ask(Choice.MKDIR, name, Options.NONE.withFlag(Option.PARENTS, parents), Questions::durability);
    }

    public Transfer<Durability> move(String from, String to, boolean replace) {
        FileTransferException wrong = SendableName.check(to);
        if (wrong != null) {
            RunningTransfer<Durability> refused = engine.transfer(TransferListener.NONE);
            refused.fail(wrong);
            return refused;
        }
        Options options = Options.NONE.with(Option.TARGET, to).withFlag(Option.EXPECT_ABSENT, !replace);
        return ask(Choice.MOVE, from, options, Questions::durability);
    }

    public Transfer<Durability> delete(String name, boolean recursive, Version expectVersion) {
        Options options =
                Options.NONE.withFlag(Option.RECURSIVE, recursive).withPresent(Option.EXPECT_VERSION, expectVersion);
        return ask(Choice.DELETE, name, options, Questions::durability);
    }

    public Transfer<NewLink> makeLink(LinkRequest wanted) {
        LinkAction.What what = wanted.upload() ? LinkAction.What.MAKE_UPLOAD : LinkAction.What.MAKE_DOWNLOAD;
        String password = new String(wanted.password());
        LinkAction action = new LinkAction(what, wanted.life().toSeconds(), wanted.uses(), password);
        return ask(
                wanted.name(),
                action,
                reply -> new NewLink(reply.get(Option.LINKS, List.of()).get(0), reply.get(Option.LINK_SECRET, "")));
    }

    public Transfer<List<LinkInfo>> links(String after) {
        return ask("", LinkAction.list(after), reply -> reply.get(Option.LINKS, List.of()));
    }

    public Transfer<Boolean> revokeLink(String id) {
        return ask("", LinkAction.revoke(id), reply -> true);
    }

    private <T> Transfer<T> ask(String name, LinkAction action, Function<Options, T> result) {
        return ask(Choice.LINK, name, Options.NONE.with(Option.LINK_ACTION, action), result);
    }

    private static Durability durability(Options reply) {
        return reply.get(Option.DURABILITY, Durability.RELAXED);
    }

    private <T> Transfer<T> ask(Choice choice, String name, Options options, Function<Options, T> result) {
        return ask(choice, name, options, false, result, engine.transfer(TransferListener.NONE));
    }

    private <T> Transfer<T> ask(
            Choice choice,
            String name,
            Options options,
            boolean exclusive,
            Function<Options, T> result,
            RunningTransfer<T> transfer) {
        RetryBudget budget = engine.budget(name, transfer);
        return engine.submit(new AskJob<>(choice, name, options, result, exclusive, budget, transfer), false);
    }
}
