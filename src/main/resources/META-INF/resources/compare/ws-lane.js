/** WebSocket: to come back, and to know where it was, is ours to write. `message` returns the position, `comesBack` whether to. */
export function webSocketLane(url, protocol, { opened, message, lost, comesBack }) {
  let socket;
  let timer;
  let position = null;
  const connect = () => {
    socket = new WebSocket(position ? `${url}&after=${position}` : url, protocol);
    socket.binaryType = 'arraybuffer';
    socket.onopen = opened;
    socket.onmessage = event => (position = message(event.data) ?? position);
    socket.onclose = () => {
      const again = comesBack();
      if (again) timer = setTimeout(connect, 1000 + Math.random() * 3000);
      lost(again ? 'reconnecting' : 'gave-up');
    };
  };
  connect();
  const close = () => {
    clearTimeout(timer);
    socket.onclose = null;
    socket.close();
  };
  return { close, send: data => socket.readyState === WebSocket.OPEN && socket.send(data) };
}
