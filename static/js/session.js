// A form may outlive its session. Before it is sent the page asks who is signed in and takes the
// token of that session; the answer is what stands in the way, or "".
window.askSession = async (form) => {
  try {
    const answer = await fetch(form.dataset.session, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return "signed-out";
    const { token, account } = await answer.json();
    if (account !== form.dataset.account) return "other-account";
    form.elements.csrfmiddlewaretoken.value = token;
    return "";
  } catch {
    return "unreachable";
  }
};

// The sentence for it, from the page's templates.
window.troubleNotice = (name) => {
  const notice = document.getElementById(`trouble-${name}`).content.firstElementChild;
  return notice.cloneNode(true);
};
