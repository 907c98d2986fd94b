package io.filetransfer.server;

import io.filetransfer.codec.Dialect;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Request;
import io.filetransfer.server.event.Changed;
import io.filetransfer.server.event.LoginEnd;
import io.filetransfer.server.event.Peer;
import io.filetransfer.server.event.RequestEnd;
import io.filetransfer.server.event.ServerObserver;
import io.filetransfer.server.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a server's observers are told. */
final class Seen implements ServerObserver {
    final List<String> events = new ArrayList<>();
    final List<RequestEnd> ends = new ArrayList<>();

    synchronized long began() {
        return events.stream().filter(event -> event.startsWith("began ")).count();
    }

    @Override
    public synchronized void connectionOpened(Peer peer) {
        events.add("opened");
    }

    @Override
    public synchronized void connectionClosed(Peer peer) {
        events.add("closed");
    }

    @Override
    public synchronized void connectionEnded(Peer peer, Failure reason) {
        events.add("ended " + reason.code());
    }

    @Override
    public synchronized void connectionRefused(Peer peer, Dialect dialect) {
        events.add("refused " + dialect);
    }

    @Override
    public synchronized void notProxied(Peer proxy, String reason) {
        events.add("not proxied");
    }

    @Override
    public synchronized void notAccepted(Throwable cause) {
        events.add("not accepted");
    }

    @Override
    public synchronized void requestBegan(Peer peer, String user, Dialect dialect, Request request) {
        events.add("began " + dialect + " " + request.choice() + " " + request.name());
    }

    @Override
    public synchronized void loginEnded(LoginEnd end) {
        events.add("login " + end.means() + " " + end.user() + " " + end.refusal());
    }

    @Override
    public synchronized void accessWithdrawn(Peer peer, String user) {
        events.add("withdrawn " + user);
    }

    @Override
    public synchronized void changed(Changed changed) {
        events.add("changed " + changed.request().choice() + " "
                + changed.request().name() + " " + changed.bytes() + " bytes");
    }

    @Override
    public synchronized void requestEnded(RequestEnd end) {
        ends.add(end);
        events.add(end.result() + " " + end.request().choice() + " "
                + end.request().name());
    }

    @Override
    public synchronized void storageFailed(Peer peer, Request request, StorageException cause) {
        events.add("storage failed " + cause.code());
    }

    @Override
    public synchronized void outOfMemory(Peer peer, Throwable cause) {
        events.add("out of memory");
    }

    @Override
    public synchronized void faulted(Peer peer, Throwable cause) {
        events.add("connection faulted");
    }

    @Override
    public synchronized void faulted(Peer peer, Request request, Throwable cause) {
        events.add("faulted " + request.choice());
    }

    @Override
    public synchronized void serverEnded() {
        events.add("server ended");
    }
}
